package io.github.jitcredentials.frontend;

import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Which environment variables may carry a credential. */
final class EnvironmentNames {
    /** Variables that decide which code other programs run or whom they trust; a credential there is an accident or an attack. */
    private static final Set<String> STEERING = Set.of(
            "PATH",
            "PATHEXT",
            "HOME",
            "USERPROFILE",
            "SHELL",
            "COMSPEC",
            "IFS",
            "ENV",
            "BASH_ENV",
            "SHELLOPTS",
            "BASHOPTS",
            "PS4",
            "PROMPT_COMMAND",
            "TMPDIR",
            "TMP",
            "TEMP",
            "LANG",
            "TZ",
            "USER",
            "LOGNAME",
            "PWD",
            "CLASSPATH",
            "JAVA_HOME",
            "JAVA_TOOL_OPTIONS",
            "JDK_JAVA_OPTIONS",
            "_JAVA_OPTIONS",
            "MAVEN_OPTS",
            "MAVEN_ARGS",
            "MAVEN_HOME",
            "GRADLE_OPTS",
            "JAVA_OPTS",
            "SYSTEMROOT",
            "WINDIR",
            "EDITOR",
            "VISUAL",
            "PAGER",
            "PERL5OPT",
            "PERL5LIB",
            "RUBYOPT",
            "RUBYLIB",
            "NODE_OPTIONS",
            "NODE_PATH",
            "GCONV_PATH",
            "LOCPATH",
            "HTTP_PROXY",
            "HTTPS_PROXY",
            "ALL_PROXY",
            "NO_PROXY",
            "SSL_CERT_FILE",
            "SSL_CERT_DIR",
            "CURL_CA_BUNDLE",
            "REQUESTS_CA_BUNDLE",
            "BUILD_ID",
            "WORKSPACE");

    private static final List<String> STEERING_STARTS = List.of(
            "LD_",
            "DYLD_",
            "GLIBC_",
            "MALLOC_",
            "PYTHON",
            "GIT_CONFIG",
            "GIT_SSH",
            "GIT_EXEC",
            "GIT_PROXY",
            "NPM_CONFIG_",
            "BASH_FUNC_",
            "LC_",
            "XDG_",
            "GITHUB_",
            "ACTIONS_",
            "RUNNER_",
            "INPUT_",
            "STATE_",
            "JENKINS_",
            "HUDSON_",
            "JIT_CREDENTIALS_");

    /** What many tools read a credential from, although its name begins like those that steer. */
    private static final Set<String> EXCEPT = Set.of("GITHUB_TOKEN");

    private EnvironmentNames() {}

    /** POSIX's portable names: letters, digits and underscores, not beginning with a digit. */
    static boolean isName(String text) {
        return !text.isEmpty()
                && !(text.charAt(0) >= '0' && text.charAt(0) <= '9')
                && text.chars().allMatch(EnvironmentNames::isNameCharacter);
    }

    /** Compared without case, since Windows does. */
    static boolean steers(String name) {
        String upper = name.toUpperCase(Locale.ROOT);
        return !EXCEPT.contains(upper)
                && (STEERING.contains(upper) || STEERING_STARTS.stream().anyMatch(upper::startsWith));
    }

    private static boolean isNameCharacter(int c) {
        return c == '_' || c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z';
    }
}
