package io.github.jitcredentials.issuer;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.jitcredentials.http.StubServer.Seen;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** That the description, as it was cut, still finds what is not as GitHub says. */
class GitHubDescriptionTest {
    private static final String GRANT = "/app/installations/88/access_tokens";
    private static final String GRANTED = "{'token':'ghs_x','expires_at':'2026-11-22T11:00:00Z'}";

    private final GitHubDescription description = GitHubDescription.read();

    @Test
    void exchangeAsDescribed_isNoFinding() {
        assertThat(objections(
                        "POST", GRANT, "{'repositories':['app'],'permissions':{'contents':'write'}}", 201, GRANTED))
                .isEmpty();
        assertThat(objections("DELETE", "/installation/token", "", 204, "")).isEmpty();
        assertThat(objections("DELETE", "/installation/token", "", 401, "{'message':'Bad credentials'}"))
                .isEmpty();
        assertThat(description.objections(
                        seen("GET", "/repos/acme/app/installation", ""),
                        "/repos/acme/app/installation",
                        200,
                        description.sample("installation").toString()))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "GET    | /app                                    | ``                                    | 200 | {}               | is not described",
                "PUT    | /app/installations/88/access_tokens     | ``                                    | 201 | {}               | is not described",
                "POST   | /app/installations/acme/access_tokens   | {}                                    | 201 | GRANTED          | is no integer",
                "POST   | /app/installations/88/access_tokens?x=1 | {}                                    | 201 | GRANTED          | no parameter query x",
                "POST   | /app/installations/88/access_tokens     | {'repository':['app']}                | 201 | GRANTED          | no property repository",
                "POST   | /app/installations/88/access_tokens     | {'repositories':'app'}                | 201 | GRANTED          | array expected",
                "POST   | /app/installations/88/access_tokens     | {'permissions':{'content':'write'}}   | 201 | GRANTED          | no property permissions.content",
                "POST   | /app/installations/88/access_tokens     | {'permissions':{'contents':'admin'}}  | 201 | GRANTED          | enumeration",
                "POST   | /app/installations/88/access_tokens     | {}                                    | 201 | {'token':'x'}    | expires_at",
                "POST   | /app/installations/88/access_tokens     | {}                                    | 202 | GRANTED          | HTTP 202 is not described",
                "POST   | /app/installations/88/access_tokens     | {}                                    | 422 | {'message':1}    | string expected",
                "DELETE | /installation/token                     | {}                                    | 204 | ``               | a body where none is described",
                "DELETE | /installation/token                     | ``                                    | 204 | {}               | has a body where none is described",
                "GET    | /installation/repositories?per_page=x   | ``                                    | 200 | {'total_count':0,'repositories':[]} | is no integer",
                "GET    | /installation/repositories              | ``                                    | 200 | {'repositories':[{'id':1}],'total_count':1} | full_name",
            })
    void exchangeThatIsNot_isFound(String method, String path, String body, int status, String answer, String found) {
        assertThat(objections(method, path, body, status, answer.replace("GRANTED", GRANTED)))
                .anyMatch(objection -> objection.contains(found));
    }

    @ParameterizedTest
    @CsvSource({
        "authorization, no bearer token",
        "accept, GitHub recommends",
        "x-github-api-version, no version",
        "user-agent, no User-Agent"
    })
    void missingHeader_isFound(String header, String found) {
        Seen whole = seen("DELETE", "/installation/token", "");
        Map<String, String> headers = new TreeMap<>(whole.headers());
        headers.remove(header);

        assertThat(description.objections(
                        new Seen(whole.method(), whole.path(), headers, ""), "/installation/token", 204, ""))
                .singleElement()
                .asString()
                .contains(found);
    }

    private List<String> objections(String method, String path, String body, int status, String answer) {
        return description.objections(seen(method, path, body), path, status, answer.replace('\'', '"'));
    }

    private static Seen seen(String method, String path, String body) {
        Map<String, String> headers = new TreeMap<>(Map.of(
                "authorization", "Bearer ghs_x",
                "accept", "application/vnd.github+json",
                "x-github-api-version", "2022-11-28",
                "user-agent", "test"));
        if (!body.isEmpty()) {
            headers.put("content-type", "application/json");
        }
        return new Seen(method, path, headers, body.replace('\'', '"'));
    }
}
