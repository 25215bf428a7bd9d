/* The few Linux system calls that the placeholder makes, without a C library. */
#ifndef SYSTEM_CALLS_H
#define SYSTEM_CALLS_H

#include <asm/unistd.h>
#include <linux/fcntl.h>
#include <linux/in.h>
#include <linux/poll.h>
#include <linux/time.h>

#if defined(__x86_64__)

static long system_call(long number, long a, long b, long c, long d, long e) {
  long result;
  register long r10 __asm__("r10") = d;
  register long r8 __asm__("r8") = e;
  __asm__ volatile("syscall" : "=a"(result) : "a"(number), "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8) : "rcx", "r11", "memory");
  return result;
}

/* The kernel hands argc and argv over on the stack. */
__asm__(".globl _start\n_start:\n xor %ebp, %ebp\n mov (%rsp), %rdi\n lea 8(%rsp), %rsi\n and $-16, %rsp\n call start\n");

#elif defined(__aarch64__)

static long system_call(long number, long a, long b, long c, long d, long e) {
  register long x8 __asm__("x8") = number;
  register long x0 __asm__("x0") = a;
  register long x1 __asm__("x1") = b;
  register long x2 __asm__("x2") = c;
  register long x3 __asm__("x3") = d;
  register long x4 __asm__("x4") = e;
  __asm__ volatile("svc #0" : "+r"(x0) : "r"(x8), "r"(x1), "r"(x2), "r"(x3), "r"(x4) : "memory");
  return x0;
}

__asm__(".globl _start\n_start:\n mov x29, #0\n mov x30, #0\n ldr x0, [sp]\n add x1, sp, #8\n bl start\n");

#else
#error "only x86_64 and aarch64 are supported"
#endif

/* The kernel's own layout; x86_64 insists on a restorer even where the handler never returns. */
struct kernel_sigaction {
  void (*handler)(int);
  unsigned long flags;
  void (*restorer)(void);
  unsigned long mask;
};

enum { SIG_INTERRUPT = 2, SIG_PIPE = 13, SIG_TERMINATE = 15, SA_HAS_RESTORER = 0x04000000 };
enum { INTERNET = 2, STREAM = 1, NON_BLOCKING = O_NONBLOCK, SOCKET_LEVEL = 1, REUSE_ADDRESS = 2, SHUT_WRITING = 1, CLOCK_THAT_NEVER_JUMPS = 1 };

#endif
