package io.github.jitcredentials.authority;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.jitcredentials.authority.command.Options;
import io.github.jitcredentials.authority.command.UsageException;
import io.github.jitcredentials.authority.grant.TokenKind;
import io.github.jitcredentials.authority.identity.TrustedIssuer;
import java.net.URI;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AuthorityMainTest {
    private static final Set<String> VALUED = Set.of("--port", "--state", "--ci", "--claim", "--issuer", "--client");

    @Test
    void clientInFull_isTaken() throws Exception {
        AuthoritySettings settings = settings(
                "--ci",
                "ci",
                "--client",
                "id=deploy,scope=repo:read+repo:write,subject=repo:a/b:ref:x,y,lifetime=60,auth=private_key_jwt,token=jwt");

        assertThat(settings.clients())
                .containsExactly(new TrialClient(
                        "deploy",
                        null,
                        "repo:a/b:ref:x,y",
                        Set.of("repo:read", "repo:write"),
                        Duration.ofSeconds(60),
                        TrialClient.Authentication.PRIVATE_KEY_JWT,
                        TokenKind.JWT));
    }

    @Test
    void clientInShort_isAnOpenOne() throws Exception {
        assertThat(settings("--ci", "ci", "--client", "id=deploy,scope=repo:read")
                        .clients())
                .containsExactly(TrialClient.open("deploy", Set.of("repo:read")));
    }

    @Test
    void issuer_isTaken() throws Exception {
        assertThat(settings("--issuer", "issuer=https://ci.example.com,jwks=https://ci.example.com/jwks,alg=ES256")
                        .issuers())
                .containsExactly(new TrustedIssuer(
                        "https://ci.example.com", URI.create("https://ci.example.com/jwks"), Set.of("ES256")));
        assertThat(settings("--issuer", "issuer=https://ci.example.com,jwks=keys.json")
                        .issuers()
                        .get(0)
                        .jwks()
                        .getScheme())
                .isEqualTo("file");
    }

    @Test
    void claims_areTaken() throws Exception {
        assertThat(settings("--ci", "ci", "--claim", "repository=a/b", "--claim=x=y=z")
                        .ciClaims())
                .containsEntry("repository", "a/b")
                .containsEntry("x", "y=z")
                .containsEntry("sub", "repo:a/b:ref:refs/heads/main");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        --port x                             | --port has to be 0 to 65535
        --port 65536                         | --port has to be 0 to 65535
        --port                               | --port needs a value
        --client id=a                        | needs the part scope
        --client scope=a                     | needs the part id
        --client id=a,scope=b,lifetime=x     | lifetime has to be seconds
        --client id=a,scope=b,lifetime=0     | lifetime has to be 1 to 86400
        --client id=a,scope=b,auth=basic     | auth can't be basic
        --client id=a,scope=b,token=x        | token can't be x
        --client id=a,scope=b,scope=c        | twice
        --client id=a,colour=b               | needs the part scope
        --client colour=b                    | has no part colour
        --issuer issuer=https://a            | needs the part jwks
        --issuer issuer=a,jwks=http://b/c    | plain http
        --issuer issuer=a,jwks=b,alg=HS256   | algorithms have to be
        --claim x                            | has to be NAME=VALUE
        --state a --state b                  | more than once
        --what                               | unknown option --what
        """)
    void wrongOption_isNamed(String args, String message) {
        String[] all = ("--ci ci " + args).split(" ");

        assertThatThrownBy(() -> settings(all))
                .isInstanceOfAny(UsageException.class, IllegalArgumentException.class)
                .hasMessageContaining(message);
    }

    @Test
    void severalIssuers_needClientsThatSayWhichOne() throws Exception {
        AuthoritySettings settings = settings(
                "--issuer", "issuer=a,jwks=https://a/jwks",
                "--issuer", "issuer=b,jwks=https://b/jwks",
                "--client", "id=deploy,scope=x");

        assertThatThrownBy(() -> settings.clientsFor(null)).hasMessageContaining("has to say which one");
    }

    @Test
    void twoClientsOfTheSameName_areRefused() {
        assertThatThrownBy(() -> settings("--ci", "ci", "--client", "id=a,scope=x", "--client", "id=a,scope=y"))
                .hasMessageContaining("same id");
    }

    private static AuthoritySettings settings(String... args) throws UsageException {
        return AuthorityMain.settings(Options.parse(args, VALUED, Set.of()));
    }
}
