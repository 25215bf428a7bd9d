/*
 * The program of the placeholder image: answers every HTTP request with 200 until the first deployment replaces it.
 *
 * usage: server PORT
 *
 * Further arguments are ignored: a task definition may carry the command of the image that comes later.
 *
 * No C library, no allocation, no file: it runs in an otherwise empty image with a read-only root. One process, one poll loop, a table
 * of clients of fixed size: a slow client waits without holding up the others, and the oldest one goes when the table is full or its
 * time is over. As process 1 it has no default signal actions, so SIGTERM and SIGINT get a handler.
 */
#include "system-calls.h"

enum { CLIENTS = 128, CLIENT_SECONDS = 15, UNPRIVILEGED = 1000, LOWEST_UNPRIVILEGED_PORT = 1024 };

static const char HEADERS[] =
    "HTTP/1.1 200 OK\r\n"
    "Server: cicd-placeholder\r\n"
    "Content-Type: text/plain; charset=utf-8\r\n"
    "Content-Length: 33\r\n"
    "Cache-Control: no-store\r\n"
    "Connection: close\r\n"
    "\r\n";
static const char BODY[] = "waiting for the first deployment\n";

struct client {
  unsigned last_bytes;
  long ends;
  char first_byte;
  char answered;
};

static struct pollfd polled[CLIENTS + 1]; /* polled[0] listens */
static struct client clients[CLIENTS + 1];

static void quit(int status) {
  for (;;) system_call(__NR_exit_group, status, 0, 0, 0, 0);
}

static void say(const char *text) {
  long length = 0;
  while (text[length]) length++;
  system_call(__NR_write, 2, (long)text, length, 0, 0);
}

static void fail(const char *reason) {
  say(reason);
  quit(2);
}

static void on_signal(int signal) {
  (void)signal;
  quit(0);
}

static void handle(int signal, void (*handler)(int)) {
  struct kernel_sigaction action;
  action.handler = handler;
  action.flags = SA_HAS_RESTORER;
  action.restorer = (void (*)(void))on_signal;
  action.mask = 0;
  system_call(__NR_rt_sigaction, signal, (long)&action, 0, sizeof(action.mask), 0);
}

static long now(void) {
  struct timespec time;
  system_call(__NR_clock_gettime, CLOCK_THAT_NEVER_JUMPS, (long)&time, 0, 0, 0);
  return time.tv_sec;
}

static int port_of(const char *text) {
  int port = 0;
  for (; *text >= '0' && *text <= '9' && port <= 65535; text++) port = port * 10 + (*text - '0');
  return *text == 0 && port <= 65535 ? port : 0;
}

static int listen_on(int port) {
  struct sockaddr_in address = {0};
  int yes = 1;
  long listener = system_call(__NR_socket, INTERNET, STREAM | NON_BLOCKING, 0, 0, 0);
  address.sin_family = INTERNET;
  address.sin_port = __builtin_bswap16(port);
  system_call(__NR_setsockopt, listener, SOCKET_LEVEL, REUSE_ADDRESS, (long)&yes, sizeof yes);
  if (system_call(__NR_bind, listener, (long)&address, sizeof address, 0, 0) < 0) fail("the port cannot be bound\n");
  if (system_call(__NR_listen, listener, CLIENTS, 0, 0, 0) < 0) fail("the port cannot be listened on\n");
  return listener;
}

/* A port below 1024 may need root to bind; nothing else does. */
static void drop_privileges(void) {
  if (system_call(__NR_getuid, 0, 0, 0, 0, 0) != 0) return;
  if (system_call(__NR_setgroups, 0, 0, 0, 0, 0) < 0 || system_call(__NR_setgid, UNPRIVILEGED, 0, 0, 0, 0) < 0 ||
      system_call(__NR_setuid, UNPRIVILEGED, 0, 0, 0, 0) < 0) {
    fail("root could not be given up\n");
  }
}

static void drop(int slot) {
  system_call(__NR_close, polled[slot].fd, 0, 0, 0, 0);
  polled[slot].fd = -1;
}

/* A free place, or that of the client who is there longest. */
static int place(void) {
  int oldest = 1;
  for (int slot = 1; slot <= CLIENTS; slot++) {
    if (polled[slot].fd < 0) return slot;
    if (clients[slot].ends < clients[oldest].ends) oldest = slot;
  }
  drop(oldest);
  return oldest;
}

static void welcome(void) {
  long connection;
  while ((connection = system_call(__NR_accept4, polled[0].fd, 0, 0, NON_BLOCKING, 0)) >= 0) {
    int slot = place();
    polled[slot].fd = connection;
    polled[slot].revents = 0;
    clients[slot].last_bytes = 0;
    clients[slot].ends = now() + CLIENT_SECONDS;
    clients[slot].first_byte = 0;
    clients[slot].answered = 0;
  }
}

/* What fits no send buffer is no loss: a client that never reads. */
static void answer(int slot) {
  system_call(__NR_write, polled[slot].fd, (long)HEADERS, sizeof HEADERS - 1, 0, 0);
  if (clients[slot].first_byte != 'H') system_call(__NR_write, polled[slot].fd, (long)BODY, sizeof BODY - 1, 0, 0);
  system_call(__NR_shutdown, polled[slot].fd, SHUT_WRITING, 0, 0, 0);
  clients[slot].answered = 1;
}

/*
 * Reads on after the answer, up to the client's end: closing with a request body unread would reset the connection, answer and all.
 * A line end may be CR LF or LF alone.
 */
static void hear(int slot) {
  char bytes[2048];
  struct client *client = &clients[slot];
  long length = system_call(__NR_read, polled[slot].fd, (long)bytes, sizeof bytes, 0, 0);
  if (length == -11 || length == -4) return; /* EAGAIN, EINTR */
  if (length <= 0) {
    drop(slot);
    return;
  }
  if (client->first_byte == 0) client->first_byte = bytes[0];
  for (long at = 0; at < length && !client->answered; at++) {
    client->last_bytes = client->last_bytes << 8 | (unsigned char)bytes[at];
    if (client->last_bytes == 0x0d0a0d0a || (client->last_bytes & 0xffff) == 0x0a0a) answer(slot);
  }
}

__attribute__((used, noreturn)) void start(long count, char **arguments) {
  int port = count >= 2 ? port_of(arguments[1]) : 0;
  if (port == 0) fail("usage: server PORT (1 to 65535)\n");
  handle(SIG_TERMINATE, on_signal);
  handle(SIG_INTERRUPT, on_signal);
  handle(SIG_PIPE, (void (*)(int))1);
  for (int slot = 0; slot <= CLIENTS; slot++) {
    polled[slot].fd = -1;
    polled[slot].events = POLLIN;
  }
  polled[0].fd = listen_on(port);
  drop_privileges();
  say("placeholder image: waiting for the first deployment\n");
  for (;;) {
    struct timespec second = {1, 0};
    system_call(__NR_ppoll, (long)polled, CLIENTS + 1, (long)&second, 0, 0);
    for (int slot = 1; slot <= CLIENTS; slot++) {
      if (polled[slot].fd >= 0 && polled[slot].revents) hear(slot);
      if (polled[slot].fd >= 0 && clients[slot].ends <= now()) drop(slot);
    }
    if (polled[0].revents) welcome();
  }
}
