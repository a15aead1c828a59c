// One import is enough for an adapter: the loop and the sockets of the system, and strict JSON, come along.
@_exported public import DeskSystem
@_exported public import DeskWire
