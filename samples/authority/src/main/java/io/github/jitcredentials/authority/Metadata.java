package io.github.jitcredentials.authority;

import com.nimbusds.oauth2.sdk.GrantType;
import io.github.jitcredentials.authority.http.RefusedException;
import io.github.jitcredentials.authority.http.Reply;
import io.github.jitcredentials.authority.http.Request;
import io.github.jitcredentials.authority.http.Route;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** What the authority says about itself: RFC 8414. */
final class Metadata implements Route {
    private final Map<String, Object> metadata = new LinkedHashMap<>();

    Metadata(String issuer, List<TrialClient> clients) {
        List<String> methods = Stream.of(TrialClient.Authentication.values())
                .map(TrialClient.Authentication::spelled)
                .toList();
        metadata.put("issuer", issuer);
        metadata.put("token_endpoint", issuer + "/token");
        metadata.put("revocation_endpoint", issuer + "/revoke");
        metadata.put("introspection_endpoint", issuer + "/introspect");
        metadata.put("jwks_uri", issuer + "/jwks");
        metadata.put(
                "scopes_supported",
                clients.stream()
                        .flatMap(client -> client.scopes().stream())
                        .distinct()
                        .sorted()
                        .toList());
        metadata.put("response_types_supported", List.of());
        metadata.put(
                "grant_types_supported",
                List.of(GrantType.TOKEN_EXCHANGE.getValue(), GrantType.CLIENT_CREDENTIALS.getValue()));
        metadata.put("token_endpoint_auth_methods_supported", methods);
        metadata.put("token_endpoint_auth_signing_alg_values_supported", List.of("RS256", "ES256"));
        metadata.put("revocation_endpoint_auth_methods_supported", methods);
        metadata.put("revocation_endpoint_auth_signing_alg_values_supported", List.of("RS256", "ES256"));
        metadata.put("introspection_endpoint_auth_methods_supported", List.of("private_key_jwt", "Bearer"));
        metadata.put("introspection_endpoint_auth_signing_alg_values_supported", List.of("RS256", "ES256"));
    }

    @Override
    public Reply answer(Request request) throws RefusedException {
        request.only("GET");
        return Reply.json(200, metadata);
    }
}
