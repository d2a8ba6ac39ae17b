package io.github.jitcredentials.issuer;

import com.nimbusds.oauth2.sdk.AccessTokenResponse;
import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.TokenIntrospectionRequest;
import com.nimbusds.oauth2.sdk.TokenRevocationRequest;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.oauth2.sdk.token.BearerAccessToken;
import com.nimbusds.oauth2.sdk.util.JSONObjectUtils;
import java.net.URI;

/**
 * Composes and reads messages that are never sent, so that the classes for it are loaded: a guardian's first revocation must
 * take milliseconds, and the files those classes come from may be gone by then.
 */
final class OAuth2Rehearsal {
    private static final URI NOWHERE = URI.create("https://rehearsal.invalid/");
    private static final String ANSWER = """
            {"access_token":"rehearsal","token_type":"Bearer","expires_in":60,"scope":"a b","active":true}""";

    private OAuth2Rehearsal() {}

    static void run(Endpoints endpoints) {
        BearerAccessToken token = new BearerAccessToken("rehearsal");
        Wire.request(
                new TokenRevocationRequest(endpoints.revocation().orElse(NOWHERE), new ClientID("rehearsal"), token)
                        .toHTTPRequest());
        Wire.request(
                new TokenIntrospectionRequest(endpoints.introspection().orElse(NOWHERE), token, token).toHTTPRequest());
        try {
            AccessTokenResponse.parse(JSONObjectUtils.parse(ANSWER));
        } catch (ParseException e) {
            throw new IllegalStateException("the rehearsal's own text can't be read", e);
        }
    }
}
