"""Runs the AWS CLI for builds, quicker: each command is a fork of a process that has imported the CLI and read its service models.

It is the stock CLI, with the arguments, environment, folder and streams of its caller, in a process of its own; only the time that Python
needs to import it is saved. `aws_client.py` is the caller's side. Ends when its standard input is closed.
"""
import functools
import json
import os
import select
import signal
import socket
import struct
import sys
import threading
import time

import awscli
import awscli.clidriver
import botocore.client
import botocore.endpoint
import botocore.handlers
import botocore.httpsession
import botocore.loaders
import botocore.parsers
import botocore.retries.standard
import botocore.session
import botocore.signers
import botocore.waiter

SERVICES = ("ecr", "ecs", "logs", "s3", "ssm", "sts")
MODELS = ("service-2", "endpoint-rule-set-1", "paginators-1", "waiters-2")
OWN_DATA = os.path.join(os.path.dirname(awscli.__file__), "data")
DATA = ("endpoints", "partitions", "_retry", "sdk-default-configuration")


def read_models() -> None:
    """Each file is read once, here; a child that alters what it gets alters its own copy."""
    loader = botocore.loaders.JSONFileLoader
    loader.load_file = functools.lru_cache(maxsize=None)(loader.load_file.__get__(loader()))
    loader.load_file = (lambda read: lambda _self, path: read(path))(loader.load_file)
    data = botocore.session.Session().get_component("data_loader")
    for name in DATA:
        data.load_data(name)
    for service in SERVICES:
        for model in MODELS:
            try:
                data.load_service_model(service, model)
            except botocore.exceptions.DataNotFoundError:
                pass


def serve(path: str) -> None:
    """Takes commands until the standard input is closed."""
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(path)
    os.chmod(path, 0o600)
    listener.listen(64)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    while True:
        ready, _, _ = select.select([listener, sys.stdin], [], [])
        if sys.stdin in ready and not os.read(0, 1):
            return
        if listener in ready:
            connection, _ = listener.accept()
            if os.fork() == 0:
                listener.close()
                answer(connection)
            connection.close()


def answer(connection: socket.socket) -> None:
    """The child: becomes the command, tells its exit code, ends."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    message, streams = receive(connection)
    become(message, streams)
    # A build that is stopped kills the caller, which is not this process.
    threading.Thread(target=lambda: connection.recv(1) or os._exit(137), daemon=True).start()
    code = run(message["arguments"])
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except OSError:
            code = code or 255
    try:
        connection.sendall(struct.pack("!i", code))
    finally:
        os._exit(0)


def receive(connection: socket.socket):
    """The first bytes bring the three streams; then the length of the rest."""
    head, streams, _, _ = socket.recv_fds(connection, 4, 3, socket.MSG_WAITALL)
    (length,) = struct.unpack("!i", head)
    text = b""
    while len(text) < length:
        text += connection.recv(length - len(text))
    return json.loads(text), streams


def become(message: dict, streams) -> None:
    for number, stream in enumerate(streams):
        os.dup2(stream, number)
        os.close(stream)
    environment = dict(message["environment"])
    # As `import awscli` does it: where the CLI's own data are.
    given = [environment["AWS_DATA_PATH"]] if "AWS_DATA_PATH" in environment else []
    environment["AWS_DATA_PATH"] = os.pathsep.join([*given, OWN_DATA])
    os.environ.clear()
    os.environ.update(environment)
    os.umask(message["umask"])
    os.chdir(message["folder"])
    time.tzset()
    sys.stdin, sys.stdout, sys.stderr = open(0, closefd=False), open(1, "w", closefd=False), open(2, "w", closefd=False)


def run(arguments) -> int:
    """As the command `aws` itself does."""
    sys.argv = ["aws", *arguments]
    try:
        return awscli.clidriver.main()
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else 1
    except BaseException as error:  # pylint: disable=broad-except
        print(f"\n{error}", file=sys.stderr)
        return 255


if __name__ == "__main__":
    read_models()
    serve(sys.argv[1])
