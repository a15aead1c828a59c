#define _GNU_SOURCE
#include "CLinux.h"

#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/random.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static struct epoll_event event(uint32_t events, uint64_t token) { return (struct epoll_event){ .events = events, .data.u64 = token }; }
static sigset_t set(const int *signals, int count) { sigset_t s; sigemptyset(&s); for (int i = 0; i < count; i++) sigaddset(&s, signals[i]); return s; }

int clinux_epoll_create(void) { return epoll_create1(EPOLL_CLOEXEC); }
int clinux_epoll_add(int epoll, int fd, uint32_t events, uint64_t token) { struct epoll_event e = event(events, token); return epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &e); }
int clinux_epoll_modify(int epoll, int fd, uint32_t events, uint64_t token) { struct epoll_event e = event(events, token); return epoll_ctl(epoll, EPOLL_CTL_MOD, fd, &e); }
int clinux_epoll_remove(int epoll, int fd) { return epoll_ctl(epoll, EPOLL_CTL_DEL, fd, NULL); }
int clinux_epoll_wait(int epoll, clinux_event *out, int count, int timeout_ms) {
    struct epoll_event events[256];
    int n = epoll_wait(epoll, events, count < 256 ? count : 256, timeout_ms);
    for (int i = 0; i < n; i++) out[i] = (clinux_event){ events[i].events, events[i].data.u64 };
    return n;
}
int clinux_eventfd(void) { return eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK); }
int clinux_signalfd(const int *signals, int count) { sigset_t s = set(signals, count); return signalfd(-1, &s, SFD_CLOEXEC | SFD_NONBLOCK); }
int clinux_signals_block(const int *signals, int count) { sigset_t s = set(signals, count); return sigprocmask(SIG_BLOCK, &s, NULL); }
int clinux_accept(int fd) { return accept4(fd, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK); }
int clinux_socket(int family, int type) { return socket(family, type | SOCK_CLOEXEC | SOCK_NONBLOCK, 0); }
int clinux_socketpair(int fds[2]) { return socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, fds); }
int clinux_pipe(int fds[2]) { return pipe2(fds, O_CLOEXEC); }
int clinux_peer_credentials(int fd, clinux_peer *peer) {
    struct ucred c; socklen_t size = sizeof c;
    int result = getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &c, &size);
    if (result == 0) *peer = (clinux_peer){ c.pid, c.uid, c.gid };
    return result;
}
int clinux_peer_groups(int fd, gid_t *groups, uint32_t *bytes) { return getsockopt(fd, SOL_SOCKET, SO_PEERGROUPS, groups, bytes); }
int clinux_pidfd_open(pid_t pid) { return (int)syscall(SYS_pidfd_open, pid, 0); }
int clinux_pidfd_signal(int pidfd, int signal) { return (int)syscall(SYS_pidfd_send_signal, pidfd, signal, NULL, 0); }
int clinux_pidfd_wait(int pidfd, int *code, int *status) {
    siginfo_t info; memset(&info, 0, sizeof info);
    int result = waitid(P_PIDFD, (id_t)pidfd, &info, WEXITED | WNOHANG);
    *code = info.si_pid ? info.si_code : 0; *status = info.si_status;
    return result;
}
int clinux_pidfd_stopped(int pidfd) {
    siginfo_t info; memset(&info, 0, sizeof info);
    return waitid(P_PIDFD, (id_t)pidfd, &info, WSTOPPED | WNOHANG) == 0 && info.si_pid ? 1 : 0;
}
int clinux_start_writeback(int fd, int64_t offset, int64_t count) { return sync_file_range(fd, offset, count, SYNC_FILE_RANGE_WRITE); }
int clinux_random(void *bytes, size_t count) { return (int)getrandom(bytes, count, 0); }
int clinux_ioctl_winsize(int fd, uint16_t *rows, uint16_t *columns) {
    struct winsize w; int result = ioctl(fd, TIOCGWINSZ, &w);
    if (result == 0) { *rows = w.ws_row; *columns = w.ws_col; }
    return result;
}
int clinux_set_winsize(int fd, uint16_t rows, uint16_t columns) { struct winsize w = { rows, columns, 0, 0 }; return ioctl(fd, TIOCSWINSZ, &w); }
int clinux_pty_unlock(int fd) { int locked = 0; return ioctl(fd, TIOCSPTLCK, &locked); }
int clinux_pty_peer(int fd) { return ioctl(fd, TIOCGPTPEER, O_RDWR | O_NOCTTY | O_CLOEXEC); }
int clinux_set_controlling_terminal(int fd) { return ioctl(fd, TIOCSCTTY, 0); }
int clinux_open(int directory, const char *path, int flags, unsigned mode) { return openat(directory, path, flags | O_CLOEXEC, mode); }
int clinux_open_place(const char *path) { return open(path, O_PATH | O_CLOEXEC); }
int clinux_no_new_privileges(void) { return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0); }
int clinux_landlock_version(void) { return (int)syscall(SYS_landlock_create_ruleset, NULL, 0, 1U); }
int clinux_landlock_create(uint64_t files, uint64_t ports, uint64_t scoped, size_t size) { uint64_t handled[3] = { files, ports, scoped }; return (int)syscall(SYS_landlock_create_ruleset, handled, size, 0); }
int clinux_landlock_allow(int rules, int place, uint64_t access) { struct { uint64_t access; int32_t place; } __attribute__((packed)) beneath = { access, place }; return (int)syscall(SYS_landlock_add_rule, rules, 1, &beneath, 0); }
int clinux_landlock_restrict(int rules) { return (int)syscall(SYS_landlock_restrict_self, rules, 0); }
int clinux_die_with_parent(int signal) { return prctl(PR_SET_PDEATHSIG, signal); }
int clinux_close_from(int first) { return (int)syscall(SYS_close_range, first, ~0U, 0); }

// CRC-32C (Castagnoli) with the processor's instruction, or sliced by one where it has none.
#if defined(__x86_64__)
#include <nmmintrin.h>
__attribute__((target("sse4.2"))) static uint32_t crc_instruction(uint32_t crc, const uint8_t *p, size_t n) {
    uint64_t c = crc;
    for (; n >= 8; n -= 8, p += 8) { uint64_t word; memcpy(&word, p, 8); c = _mm_crc32_u64(c, word); }
    for (; n; n--, p++) c = _mm_crc32_u8((uint32_t)c, *p);
    return (uint32_t)c;
}
#endif
static uint32_t crc_bits(uint32_t crc, const uint8_t *p, size_t n) {
    for (; n; n--, p++) { crc ^= *p; for (int i = 0; i < 8; i++) crc = crc >> 1 ^ (0x82f63b78u & -(crc & 1)); }
    return crc;
}
uint32_t clinux_crc32c(uint32_t seed, const void *bytes, size_t count) {
#if defined(__x86_64__)
    if (__builtin_cpu_supports("sse4.2")) return ~crc_instruction(~seed, bytes, count);
#endif
    return ~crc_bits(~seed, bytes, count);
}
