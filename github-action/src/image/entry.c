/*
 * The image's entrypoint: hands the environment to the JVM, without what an earlier step of the job may have planted in it
 * to steer a JVM, its dynamic linker, a shell or git. Then it is the container's first process: with that every other ends, so
 * it stays when the JVM is killed, until the guardian has revoked.
 *
 * A program of its own, and linked statically, because everything simpler is steered itself: LD_PRELOAD reaches any dynamic
 * program before its first line, and a shell drops the variables of inputs whose names have hyphens.
 *
 * Called as jitc-action it does the action's work, as jitc-action-post what comes after the job; arguments are left aside,
 * because runners give those of the one to the other.
 */
#define _GNU_SOURCE
#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define HOME "/opt/jitc"
#define GUARDIAN "io.github.jitcredentials.lease.GuardianMain"

/* How long a guardian is waited for whose JVM was killed: as long as jitc itself tries to revoke. */
#define PATIENCE_SECONDS 30

extern char **environ;

/* Whatever begins so goes. */
static const char *const planted[] = {
    "LD_", "GLIBC_TUNABLES=", "GCONV_PATH=", "LOCPATH=", "NLSPATH=", "MALLOC_", "RES_OPTIONS=", "HOSTALIASES=", "LOCALDOMAIN=",
    "JAVA_TOOL_OPTIONS=", "JDK_JAVA_OPTIONS=", "_JAVA_", "CLASSPATH=", "JAVA_HOME=", "JITC_",
    "BASH_ENV=", "ENV=", "BASH_FUNC_", "SHELLOPTS=", "BASHOPTS=", "PS4=", "PROMPT_COMMAND=", "IFS=", "CDPATH=",
    "GIT_", "PERL", "CURL_HOME=", "PATH=", "LC_ALL="};

/* But this stays: it only says who writes a commit. */
static const char *const harmless[] = {"GIT_AUTHOR_", "GIT_COMMITTER_"};

static int begins(const char *entry, const char *const *prefixes, size_t count) {
    for (size_t i = 0; i < count; i++) {
        if (strncmp(entry, prefixes[i], strlen(prefixes[i])) == 0) {
            return 1;
        }
    }
    return 0;
}

#define BEGINS(entry, prefixes) begins(entry, prefixes, sizeof prefixes / sizeof *prefixes)

static int ends(const char *text, const char *end) {
    size_t length = strlen(text);
    return length >= strlen(end) && strcmp(text + length - strlen(end), end) == 0;
}

/* Reaps whoever has ended; how the JVM did, if that is among them. */
static int reap(pid_t jvm, int *status) {
    int ended = 0, its;
    for (pid_t pid = waitpid(-1, &its, WNOHANG); pid > 0; pid = waitpid(-1, &its, WNOHANG)) {
        if (pid == jvm) {
            *status = its;
            ended = 1;
        }
    }
    return ended;
}

/* Hands signals on until the JVM has ended; its status. */
static int serve(pid_t jvm, const sigset_t *all) {
    for (;;) {
        siginfo_t info;
        int signal = sigwaitinfo(all, &info);
        int status;
        if (signal == SIGCHLD && reap(jvm, &status)) {
            return status;
        }
        /* A terminal's keys have reached the JVM, too. */
        if (signal > 0 && signal != SIGCHLD && info.si_code != SI_KERNEL) {
            kill(jvm, signal);
        }
    }
}

/* Whether one of our children is a guardian: adopted, because whoever started it is gone. */
static int is_guardian(const char *pid) {
    char path[64], text[8192];
    snprintf(path, sizeof path, "/proc/%.20s/stat", pid);
    int file = open(path, O_RDONLY | O_CLOEXEC);
    ssize_t size = file == -1 ? -1 : read(file, text, sizeof text - 1);
    if (file != -1) {
        close(file);
    }
    if (size <= 0) {
        return 0;
    }
    text[size] = '\0';
    const char *name_end = strrchr(text, ')');
    char state;
    int parent;
    if (name_end == NULL || sscanf(name_end + 1, " %c %d", &state, &parent) != 2 || parent != getpid() || state == 'Z') {
        return 0;
    }
    snprintf(path, sizeof path, "/proc/%.20s/cmdline", pid);
    file = open(path, O_RDONLY | O_CLOEXEC);
    size = file == -1 ? -1 : read(file, text, sizeof text);
    if (file != -1) {
        close(file);
    }
    return size > 0 && memmem(text, (size_t) size, GUARDIAN, strlen(GUARDIAN)) != NULL;
}

static int has_guardian(void) {
    DIR *processes = opendir("/proc");
    int found = 0;
    if (processes != NULL) {
        for (struct dirent *entry = readdir(processes); entry != NULL && !found; entry = readdir(processes)) {
            found = isdigit((unsigned char) entry->d_name[0]) && is_guardian(entry->d_name);
        }
        closedir(processes);
    }
    return found;
}

/* Stays until it has done its work. Signals make no difference: whoever loses patience kills the container. */
static void await_guardian(const sigset_t *all) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    time_t last = now.tv_sec + PATIENCE_SECONDS;
    const struct timespec look = {0, 100 * 1000 * 1000};
    while (now.tv_sec < last && has_guardian()) {
        siginfo_t info;
        int status;
        sigtimedwait(all, &info, &look);
        reap(-1, &status);
        clock_gettime(CLOCK_MONOTONIC, &now);
    }
}

int main(int count, char **arguments) {
    char **kept = environ;
    for (char **entry = environ; *entry != NULL; entry++) {
        if (BEGINS(*entry, harmless) || !BEGINS(*entry, planted)) {
            *kept++ = *entry;
        }
    }
    *kept = NULL;
    if (setenv("PATH", HOME "/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", 1) != 0
        || setenv("LC_ALL", "C.UTF-8", 1) != 0) {
        perror("jitc-action: its environment");
        return 125;
    }
    char *const command[] = {
        "java", "-Dfile.encoding=UTF-8", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xshare:auto", "-XX:-UsePerfData",
        "-XX:+DisableAttachMechanism", "-XX:-MaxFDLimit", "-XX:-HeapDumpOnOutOfMemoryError", "-XX:-CreateCoredumpOnCrash",
        "-XX:ErrorFile=/dev/null", "-cp", HOME "/lib/jitc.jar", "io.github.jitcredentials.cli.Jitc", "action",
        count > 0 && ends(arguments[0], "-post") ? "--post" : NULL, NULL};
    /* Signals wait until they are taken one by one; what nobody adopts comes to us, also where another process is the first. */
    sigset_t all, before;
    sigfillset(&all);
    sigprocmask(SIG_BLOCK, &all, &before);
    prctl(PR_SET_CHILD_SUBREAPER, 1);
    pid_t us = getpid();
    pid_t jvm = fork();
    if (jvm == -1) {
        perror("jitc-action: fork");
        return 125;
    }
    if (jvm == 0) {
        /* Killed with us, where that is not the end of all: its guardian revokes then. */
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        if (getppid() == us) {
            sigprocmask(SIG_SETMASK, &before, NULL);
            execve(HOME "/jre/bin/java", command, environ);
            fprintf(stderr, "jitc-action: %s: %s\n", HOME "/jre/bin/java", strerror(errno));
        }
        _exit(125);
    }
    int status = serve(jvm, &all);
    if (WIFSIGNALED(status)) {
        await_guardian(&all);
        return 128 + WTERMSIG(status);
    }
    return WEXITSTATUS(status);
}
