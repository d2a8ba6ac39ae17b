package io.github.jitcredentials.frontend;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EnvironmentNamesTest {
    @ParameterizedTest
    @ValueSource(strings = {"A", "_", "DEPLOY_TOKEN", "a1", "__1"})
    void name_isAName(String text) {
        assertThat(EnvironmentNames.isName(text)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1A", "A-B", "A B", "A=B", "Ä", "A.B", "BASH_FUNC_x%%"})
    void otherText_isNone(String text) {
        assertThat(EnvironmentNames.isName(text)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "PATH",
                "Path",
                "path",
                "LD_PRELOAD",
                "LD_LIBRARY_PATH",
                "ld_audit",
                "DYLD_INSERT_LIBRARIES",
                "JAVA_TOOL_OPTIONS",
                "_JAVA_OPTIONS",
                "JDK_JAVA_OPTIONS",
                "MAVEN_OPTS",
                "NODE_OPTIONS",
                "BASH_ENV",
                "ENV",
                "IFS",
                "PYTHONPATH",
                "GIT_SSH_COMMAND",
                "GIT_CONFIG_COUNT",
                "GITHUB_ENV",
                "GITHUB_PATH",
                "ACTIONS_ID_TOKEN_REQUEST_TOKEN",
                "JENKINS_NODE_COOKIE",
                "BUILD_ID",
                "https_proxy"
            })
    void variableThatSteersPrograms_isNoPlace(String name) {
        assertThat(EnvironmentNames.steers(name)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"DEPLOY_TOKEN", "GITHUB_TOKEN", "GH_TOKEN", "NPM_TOKEN", "PGPASSWORD", "MAVEN_PASSWORD"})
    void variableForACredential_isOne(String name) {
        assertThat(EnvironmentNames.steers(name)).isFalse();
    }
}
