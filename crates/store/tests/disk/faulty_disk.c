/* Stands before the C library's calls on the files of a database and fails them on order: while DIR/full exists
 * nothing can be written, while DIR/sync exists nothing can be made durable. DIR is YIMEN_FAULTY_DISK. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

static int ordered(int fd, const char *fault) {
    const char *dir = getenv("YIMEN_FAULTY_DISK");
    char path[4096], link[64];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t size = readlink(link, path, sizeof path - 1);
    if (!dir || size < 0) return 0;
    path[size] = 0;
    if (!strstr(path, ".db")) return 0;
    snprintf(path, sizeof path, "%s/%s", dir, fault);
    return access(path, F_OK) == 0;
}

#define NEXT(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))
#define WRITE_AT(name, offset_type)                                                   \
    ssize_t name(int fd, const void *bytes, size_t size, offset_type offset) {        \
        if (ordered(fd, "full")) { errno = ENOSPC; return -1; }                       \
        return NEXT(name)(fd, bytes, size, offset);                                   \
    }
WRITE_AT(pwrite, off_t)
WRITE_AT(pwrite64, off64_t)

ssize_t write(int fd, const void *bytes, size_t size) {
    if (ordered(fd, "full")) { errno = ENOSPC; return -1; }
    return NEXT(write)(fd, bytes, size);
}

#define SYNC(name)                                                                    \
    int name(int fd) {                                                                \
        if (ordered(fd, "sync")) { errno = EIO; return -1; }                          \
        return NEXT(name)(fd);                                                        \
    }
SYNC(fsync)
SYNC(fdatasync)
