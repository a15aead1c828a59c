/// Adapters that behave as no adapter should, as one script: what it does is its first argument.
enum Doubles {
    static let script = #"""
        #!/usr/bin/python3
        import json, os, resource, signal, struct, sys, time

        mode, name = sys.argv[1], sys.argv[2]
        place = os.environ.get("DESK_TEST_DIRECTORY", "/nonexistent")

        def note(file, text):
            with open(os.path.join(place, file), "a") as out:
                out.write(text + "\n")

        def say(frame):
            data = json.dumps(frame).encode()
            os.write(3, struct.pack(">I", len(data)) + data)

        def take(count):
            data = b""
            while len(data) < count:
                more = os.read(3, count - len(data))
                if not more:
                    sys.exit(69)
                data += more
            return data

        def hear():
            return json.loads(take(struct.unpack(">I", take(4))[0]))

        def hello(channel):
            manifest = {"key": channel, "name": channel,
                        "capabilities": {"deliveryIdentifierTypes": ["opaque"], "threadingModel": "adapter_thread"}}
            say({"type": "hello", "id": 1, "protocol": [1, 1], "role": "adapter", "name": channel, "manifest": manifest})
            return hear()

        def serve():
            while True:
                frame = hear()
                if "id" in frame:
                    say({"type": "ok", "re": frame["id"]})

        def daemon():
            # In the adapter's own group, so that a signal to the group would be seen.
            for number in [signal.SIGTERM, signal.SIGHUP, signal.SIGINT, signal.SIGUSR1]:
                signal.signal(number, lambda number, _: note("daemon-signals", str(number)))
            note("daemon", str(os.getpid()))
            while os.read(3, 4096):
                pass
            note("daemon-closed", str(os.getpid()))
            while os.read(4, 1):
                pass
            note("daemon-ended", str(os.getpid()))
            os._exit(0)

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        if mode == "facts":
            note("environment", "\n".join(sorted(f"{key}={value}" for key, value in os.environ.items())))
            note("descriptors", " ".join(sorted(n for n in os.listdir("/proc/self/fd") if os.path.exists(f"/proc/self/fd/{n}"))))
            note("directory", os.getcwd())
            note("signals", "".join(line for line in open("/proc/self/status") if line.startswith("SigBlk")))
            hello(name)
            serve()
        if mode == "liar":
            note("answer", json.dumps(hello("somebody-else")))
            time.sleep(60)
        if mode == "flood":
            hello(name)
            sys.stderr.write("\x1b[31mred\x1b[0m \x1b]0;root\x07\n")
            for index in range(20000):
                sys.stderr.write(f"line {index} of a flood\n")
            sys.stderr.write("the last of the flood\n")
            sys.stderr.flush()
            serve()
        if mode in ["deaf", "deaf-and-hung"]:
            signal.signal(signal.SIGTERM, signal.SIG_IGN)
        hello(name)
        if mode in ["daemon", "family"] and os.fork() == 0:
            daemon()
        if mode == "exit":
            sys.stderr.write("there is no such mailbox\n")
            sys.exit(3)
        if mode == "abort":
            os.abort()
        if mode == "daemon":
            time.sleep(0.1)
            sys.exit(4)
        if mode == "deaf":
            serve()
        if mode == "disconnected":
            os.close(3)
        while True:
            time.sleep(60)
        """#
}
