/* Preloaded into a process: at the n-th change below a folder it kills the process, half of a write done, or the disk is
   full from there on. Compiled by tests/reliability/kills.py where there is a C compiler. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

static char below[4096];
static long at = -1, seen = 0;
static int full = 0;

/* Watch a folder: at the n-th change (0: never) kill, or, with disk_full, fail from there on. */
void faults_arm(const char *folder, long n, int disk_full) {
    snprintf(below, sizeof below, "%s", folder);
    at = n;
    seen = 0;
    full = disk_full;
}

long faults_seen(void) { return seen; }

static int watched(const char *path) { return below[0] && path && strncmp(path, below, strlen(below)) == 0; }

static int open_below(int fd) {
    char link[64], path[4096];
    if (!below[0]) return 0;
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t size = readlink(link, path, sizeof path - 1);
    if (size < 0) return 0;
    path[size] = 0;
    return watched(path);
}

/* Count a change; 1 if this one is to be struck. */
static int struck(void) {
    seen++;
    return at > 0 && (full ? seen >= at : seen == at);
}

static void die(void) {
    kill(getpid(), SIGKILL);
    for (;;) pause();
}

static int out_of_space(void) {
    errno = ENOSPC;
    return -1;
}

#define REAL(name) static __typeof__(name) *real; if (!real) real = (__typeof__(name) *)dlsym(RTLD_NEXT, #name)

ssize_t write(int fd, const void *data, size_t size) {
    REAL(write);
    if (open_below(fd) && struck()) {
        if (size > 1) real(fd, data, size / 2);
        if (full) return out_of_space();
        die();
    }
    return real(fd, data, size);
}

ssize_t writev(int fd, const struct iovec *parts, int number) {
    REAL(writev);
    if (open_below(fd) && struck()) {
        if (number > 1) real(fd, parts, 1);
        if (full) return out_of_space();
        die();
    }
    return real(fd, parts, number);
}

ssize_t copy_file_range(int from, off64_t *in, int to, off64_t *out, size_t size, unsigned flags) {
    REAL(copy_file_range);
    if (open_below(to) && struck()) {
        if (full) return out_of_space();
        if (size > 1) real(from, in, to, out, size / 2, flags);
        die();
    }
    return real(from, in, to, out, size, flags);
}

ssize_t sendfile(int to, int from, off_t *offset, size_t size) {
    REAL(sendfile);
    if (open_below(to) && struck()) {
        if (full) return out_of_space();
        if (size > 1) real(to, from, offset, size / 2);
        die();
    }
    return real(to, from, offset, size);
}

#define AROUND(call, hit) REAL(call); if ((hit) && struck()) { if (full) return out_of_space(); die(); }

int fsync(int fd) { AROUND(fsync, open_below(fd)) return real(fd); }
int mkdir(const char *path, mode_t mode) { AROUND(mkdir, watched(path)) return real(path, mode); }
int rename(const char *one, const char *other) {
    REAL(rename);
    if (watched(other) && struck() && !full) {
        if (seen % 2) real(one, other); /* before it, or between it and what follows */
        die();
    }
    return real(one, other);
}
int renameat2(int a, const char *one, int b, const char *other, unsigned flags) {
    REAL(renameat2);
    if (watched(other) && struck() && !full) {
        if (seen % 2) real(a, one, b, other, flags);
        die();
    }
    return real(a, one, b, other, flags);
}
int unlink(const char *path) {
    REAL(unlink);
    if (watched(path) && struck() && !full) die();
    return real(path);
}
int unlinkat(int fd, const char *path, int flags) {
    REAL(unlinkat);
    if (open_below(fd) && struck() && !full) die();
    return real(fd, path, flags);
}
