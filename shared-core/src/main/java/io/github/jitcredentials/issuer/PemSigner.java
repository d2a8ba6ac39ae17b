package io.github.jitcredentials.issuer;

import io.github.jitcredentials.model.JitException;
import io.github.jitcredentials.model.Problem;
import io.github.jitcredentials.model.Secret;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.security.interfaces.RSAPrivateKey;
import java.util.function.Function;

/** Signs with a key that lies in the environment or in a file, which is read anew each time. */
final class PemSigner implements AppSigner {
    private final String issuer;
    private final String place;
    private final Function<String, Secret> secrets;

    PemSigner(String issuer, String place, Function<String, Secret> secrets) {
        this.issuer = issuer;
        this.place = place;
        this.secrets = secrets;
    }

    @Override
    public byte[] sign(byte[] text) {
        try {
            return sign(PemKey.read(secrets.apply(place)), text);
        } catch (IllegalArgumentException e) {
            throw new JitException.Misconfigured(new Problem(
                    String.valueOf(e.getMessage()),
                    "issuer " + issuer + ", key " + place,
                    "Put the App's private key there, as GitHub gave it: a PEM file."));
        }
    }

    static byte[] sign(RSAPrivateKey key, byte[] text) {
        try {
            Signature signature = Signature.getInstance("SHA256withRSA");
            signature.initSign(key);
            signature.update(text);
            return signature.sign();
        } catch (GeneralSecurityException e) {
            // Its message may quote what it was given.
            throw new IllegalArgumentException(
                    "this key can't sign (" + e.getClass().getSimpleName() + ")");
        }
    }
}
