package io.github.jitcredentials.issuer;

import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.auth.ClientAuthentication;
import com.nimbusds.oauth2.sdk.auth.ClientAuthenticationMethod;
import com.nimbusds.oauth2.sdk.http.HTTPRequest;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.oauth2.sdk.util.URLUtils;
import io.github.jitcredentials.model.Secret;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A client that shows who it is with a token that somebody else signed (RFC 7523 section 2.2, RFC 7521 section 4.2). The
 * library's own class for this wants the client to be the signer.
 */
final class ClientProof extends ClientAuthentication {
    private static final String TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

    private final String client;
    private final Secret assertion;

    /**
     * @param client the client id to send; empty to let the authority find the client by the token's subject
     * @param subject that subject
     */
    ClientProof(String client, String subject, Secret assertion) {
        super(ClientAuthenticationMethod.PRIVATE_KEY_JWT, new ClientID(client.isEmpty() ? subject : client));
        this.client = client;
        this.assertion = assertion;
    }

    @Override
    public Set<String> getFormParameterNames() {
        return Set.of("client_id", "client_assertion", "client_assertion_type");
    }

    @Override
    public void applyTo(HTTPRequest message) {
        Map<String, List<String>> form = new LinkedHashMap<>();
        try {
            @SuppressWarnings("unchecked") // The library's signature is raw.
            Map<String, List<String>> before = message.getBodyAsFormParameters();
            form.putAll(before);
        } catch (ParseException e) {
            throw new IllegalStateException("not a form", e);
        }
        if (!client.isEmpty()) {
            form.put("client_id", List.of(client));
        }
        form.put("client_assertion_type", List.of(TYPE));
        form.put("client_assertion", List.of(assertion.reveal()));
        message.setBody(URLUtils.serializeParameters(form));
    }
}
