package io.github.jitcredentials.jenkins.identity;

import hudson.Extension;
import hudson.model.InvisibleAction;
import hudson.model.UnprotectedRootAction;
import jakarta.servlet.ServletException;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import jenkins.model.JenkinsLocationConfiguration;
import net.sf.json.JSONObject;
import org.kohsuke.stapler.HttpResponses;
import org.kohsuke.stapler.StaplerRequest2;
import org.kohsuke.stapler.StaplerResponse2;

/**
 * Where authorities look up who signs builds' tokens: {@code jit-credentials/oidc/.well-known/openid-configuration} and
 * {@code jit-credentials/oidc/jwks} (OpenID Connect Discovery 1.0). Public, as the keys are; nobody can ask for a token.
 */
@Extension
public final class OidcEndpoint extends InvisibleAction implements UnprotectedRootAction {
    private static final String URL = "jit-credentials";
    private static final String OIDC = URL + "/oidc";
    private static final String JWKS = "/jwks";

    /** The {@code iss} of this controller's tokens. */
    static String issuer(String rootUrl) {
        return rootUrl + OIDC;
    }

    @Override
    public String getUrlName() {
        return URL;
    }

    public void doDynamic(StaplerRequest2 request, StaplerResponse2 response) throws IOException, ServletException {
        String root = JenkinsLocationConfiguration.get().getUrl();
        if (root == null || !request.getMethod().equals("GET")) {
            throw HttpResponses.notFound();
        }
        switch (request.getRestOfPath()) {
            case "/oidc/.well-known/openid-configuration" -> answer(response, discovery(issuer(root)));
            case "/oidc" + JWKS ->
                answer(response, BuildIssuer.get().keys().published().toJSONObject());
            default -> throw HttpResponses.notFound();
        }
    }

    private static Map<String, Object> discovery(String issuer) {
        return Map.of(
                "issuer", issuer,
                "jwks_uri", issuer + JWKS,
                "response_types_supported", List.of("id_token"),
                "subject_types_supported", List.of("public"),
                "id_token_signing_alg_values_supported", List.of("RS256"),
                "claims_supported",
                        List.of(
                                "sub",
                                "aud",
                                "exp",
                                "iat",
                                "nbf",
                                "iss",
                                "jti",
                                "job",
                                "build",
                                "step",
                                "cause",
                                "actor",
                                "branch",
                                "ref",
                                "revision",
                                "replayed",
                                "fork",
                                "change_request"));
    }

    private static void answer(StaplerResponse2 response, Map<String, Object> content) throws IOException {
        response.setContentType("application/json;charset=UTF-8");
        response.setHeader("Cache-Control", "public, max-age=300");
        response.getWriter().print(JSONObject.fromObject(content));
    }
}
