import DeskSystem
import DeskTesting
import Glibc

/// A disk that takes its time when told to, for a broker: a library that is loaded before the C library.
final class SlowDisk {
    private let broker: RealBroker

    private static let source = """
        #define _GNU_SOURCE
        #include <dlfcn.h>
        #include <stdlib.h>
        #include <sys/types.h>
        #include <unistd.h>
        static void wait_while(const char *variable) {
            const char *path = getenv(variable);
            while (path && access(path, F_OK) == 0) usleep(5000);
        }
        int fdatasync(int fd) {
            static int (*real)(int);
            if (!real) real = (int (*)(int))dlsym(RTLD_NEXT, "fdatasync");
            wait_while("SLOW_SYNC");
            return real(fd);
        }
        ssize_t pread64(int fd, void *buffer, size_t count, off_t offset) {
            static ssize_t (*real)(int, void *, size_t, off_t);
            if (!real) real = (ssize_t (*)(int, void *, size_t, off_t))dlsym(RTLD_NEXT, "pread");
            const char *pause = getenv("SLOW_READ_MICROSECONDS");
            wait_while("SLOW_READ");
            if (pause) usleep((useconds_t)atoi(pause));
            return real(fd, buffer, count, offset);
        }
        ssize_t pread(int fd, void *buffer, size_t count, off_t offset) { return pread64(fd, buffer, count, offset); }
        """

    /// Puts it under the broker, from its next start on.
    init(under broker: RealBroker, readMicroseconds: Int? = nil) throws {
        self.broker = broker
        let code = broker.directory + "/disk.c"
        try File(code, .create).write(Array(Self.source.utf8).span, at: 0)
        let compiler = try ChildProcess(
            "/usr/bin/env", ["cc", "-shared", "-fPIC", "-o", broker.directory + "/disk.so", code],
            environment: Environment.all(), descriptors: [:])
        guard try compiler.wait(milliseconds: 60_000) == .exited(0) else { throw RealBroker.DidNotStart(description: "no C compiler") }
        broker.environment += [
            "LD_PRELOAD=\(broker.directory)/disk.so", "SLOW_SYNC=\(broker.directory)/slow-sync", "SLOW_READ=\(broker.directory)/slow-read",
        ]
        if let readMicroseconds { broker.environment.append("SLOW_READ_MICROSECONDS=\(readMicroseconds)") }
    }

    func stopSyncing() throws { _ = try File(broker.directory + "/slow-sync", .create) }
    func syncAgain() throws { try Path.remove(broker.directory + "/slow-sync") }
    func stopReading() throws { _ = try File(broker.directory + "/slow-read", .create) }
    func readAgain() throws { try Path.remove(broker.directory + "/slow-read") }
}
