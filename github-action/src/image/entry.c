/*
 * The image's entrypoint: hands the environment to the JVM, without what an earlier step of the job may have planted in it
 * to steer a JVM, its dynamic linker, a shell or git.
 *
 * A program of its own, and linked statically, because everything simpler is steered itself: LD_PRELOAD reaches any dynamic
 * program before its first line, and a shell drops the variables of inputs whose names have hyphens.
 *
 * Called as jitc-action it does the action's work, as jitc-action-post what comes after the job; arguments are left aside,
 * because runners give those of the one to the other.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define HOME "/opt/jitc"

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
    execve(HOME "/jre/bin/java", command, environ);
    fprintf(stderr, "jitc-action: %s: %s\n", HOME "/jre/bin/java", strerror(errno));
    return 125;
}
