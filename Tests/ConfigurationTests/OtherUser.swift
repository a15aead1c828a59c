import DeskSystem
import Testing

/// A process under another user and other groups, which says hello to a broker. Only root can start one.
struct OtherUser {
    let user: String
    /// The primary one first.
    let groups: String

    /// What the broker answers `hello` (a role and a name), in two or three words.
    func answer(to hello: [String], at socket: String) throws -> String {
        let directory = try Directory.createPrivate(prefix: "/tmp/desk-test-")
        defer { Path.removeTree(directory) }
        let output = try File(directory + "/answer", .create)
        let nothing = try File("/dev/null", .update)
        let group = groups.split(separator: ",").first.map(String.init) ?? "0"
        let child = try ChildProcess(
            "/usr/bin/setpriv",
            ["--reuid", user, "--regid", group, "--groups", groups, "/usr/bin/python3", "-c", Self.script, socket] + hello,
            environment: [], descriptors: [0: nothing.descriptor.number, 1: output.descriptor.number, 2: 2])
        #expect(try child.wait(milliseconds: 15_000) == .exited(0))
        return String(decoding: try output.read(at: 0, count: try output.size()).filter { $0 != 0x0A }, as: UTF8.self)
    }

    private static let script = """
        import json, socket, struct, sys

        path, role, name = sys.argv[1:4]
        s = socket.socket(socket.AF_UNIX)
        s.settimeout(10)
        try:
            s.connect(path)
        except PermissionError:
            sys.exit(print("no way in"))
        hello = {"type": "hello", "id": 1, "protocol": [1, 1], "role": role, "name": name, "uid": 0, "user": "root", "actor": "root"}
        if role == "adapter":
            hello["manifest"] = {"key": name, "name": name,
                                 "capabilities": {"deliveryIdentifierTypes": ["opaque"], "threadingModel": "adapter_thread"}}
        body = json.dumps(hello).encode()
        try:
            s.sendall(struct.pack(">I", len(body)) + body)
        except BrokenPipeError:
            pass  # refused before it spoke; the reason is there to be read


        def exactly(n):
            data = b""
            while len(data) < n:
                part = s.recv(n - len(data))
                if not part:
                    sys.exit(print("hung up"))
                data += part
            return data


        answer = json.loads(exactly(struct.unpack(">I", exactly(4))[0]))
        print(answer["type"], answer.get("code") or answer["role"] + " " + answer["name"])
        """
}
