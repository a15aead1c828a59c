// What the Glibc module leaves out, one line each and no logic. `_GNU_SOURCE` stays in CLinux.c:
// in a header that Swift imports it clashes with Glibc over fd_set.
#ifndef CLINUX_H
#define CLINUX_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

typedef struct { uint32_t events; uint64_t token; } clinux_event;
typedef struct { pid_t pid; uid_t uid; gid_t gid; } clinux_peer;

enum { CLINUX_IN = 1, CLINUX_OUT = 4, CLINUX_ERR = 8, CLINUX_HUP = 16, CLINUX_RDHUP = 0x2000 };

int clinux_epoll_create(void);
int clinux_epoll_add(int epoll, int fd, uint32_t events, uint64_t token);
int clinux_epoll_modify(int epoll, int fd, uint32_t events, uint64_t token);
int clinux_epoll_remove(int epoll, int fd);
int clinux_epoll_wait(int epoll, clinux_event *events, int count, int timeout_ms);
int clinux_eventfd(void);
int clinux_signalfd(const int *signals, int count);
int clinux_signals_block(const int *signals, int count);
int clinux_accept(int fd);
int clinux_socket(int family, int type);
int clinux_socketpair(int fds[2]);
int clinux_pipe(int fds[2]);
int clinux_peer_credentials(int fd, clinux_peer *peer);
/// `bytes` is how much room there is, then how much there would have to be.
int clinux_peer_groups(int fd, gid_t *groups, uint32_t *bytes);
int clinux_pidfd_open(pid_t pid);
int clinux_pidfd_signal(int pidfd, int signal);
int clinux_pidfd_wait(int pidfd, int *code, int *status);
/// 1 where the process is stopped and that was not said before.
int clinux_pidfd_stopped(int pidfd);
int clinux_start_writeback(int fd, int64_t offset, int64_t count);
int clinux_random(void *bytes, size_t count);
int clinux_ioctl_winsize(int fd, uint16_t *rows, uint16_t *columns);
int clinux_set_winsize(int fd, uint16_t rows, uint16_t columns);
int clinux_pty_unlock(int fd);
int clinux_pty_peer(int fd);
int clinux_set_controlling_terminal(int fd);
int clinux_open(int directory, const char *path, int flags, unsigned mode);
/// Only to say where something is: neither to read nor to write.
int clinux_open_place(const char *path);
uint32_t clinux_crc32c(uint32_t seed, const void *bytes, size_t count);
int clinux_no_new_privileges(void);
/// The version of Landlock that the kernel has.
int clinux_landlock_version(void);
/// `size` is how much of the three the kernel's version knows.
int clinux_landlock_create(uint64_t files, uint64_t ports, uint64_t scoped, size_t size);
int clinux_landlock_allow(int rules, int place, uint64_t access);
int clinux_landlock_restrict(int rules);
int clinux_die_with_parent(int signal);
int clinux_close_from(int first);

#endif
