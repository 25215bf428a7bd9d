"""Starts the emulator (ministack) with the sandbox's extension loaded.

ministack is pinned exactly: the extension registers provisioners in its internals.
"""
import forward
import functions
import images
import layers
import network
import properties
import registry
import unread


def main() -> None:
    for extension in (forward, functions, properties, images, layers, network, registry, unread):
        extension.register()
    from ministack.app import main as serve
    serve()


if __name__ == "__main__":
    main()
