package io.github.jitcredentials.issuer;

import io.github.jitcredentials.model.Secret;
import java.io.ByteArrayOutputStream;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.interfaces.RSAPrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An RSA key in PEM (RFC 7468): PKCS#1 (RFC 8017 appendix A.1.2), as GitHub hands it out, or PKCS#8 (RFC 5958), as others want it.
 */
final class PemKey {
    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]{1,40})-----([A-Za-z0-9+/=\\s]*)-----END \\1-----");
    private static final int SHORTEST = 2048;

    /** {@code INTEGER 0, SEQUENCE { rsaEncryption, NULL }}: what PKCS#8 writes before the octets of a PKCS#1 key. */
    private static final byte[] RSA = {
        0x02,
        0x01,
        0x00,
        0x30,
        0x0d,
        0x06,
        0x09,
        0x2a,
        (byte) 0x86,
        0x48,
        (byte) 0x86,
        (byte) 0xf7,
        0x0d,
        0x01,
        0x01,
        0x01,
        0x05,
        0x00
    };

    private static final byte SEQUENCE = 0x30;
    private static final byte OCTETS = 0x04;

    private PemKey() {}

    /**
     * Line breaks may be written {@code \n}, as they are where a variable holds one line only.
     *
     * @throws IllegalArgumentException with a sentence for the user that holds nothing of the key
     */
    static RSAPrivateKey read(Secret pem) {
        Matcher block = BLOCK.matcher(pem.reveal().replace("\\n", "\n").replace("\\r", ""));
        if (!block.find()) {
            throw new IllegalArgumentException("what is there is no PEM private key, or it is an encrypted one");
        }
        byte[] der;
        try {
            der = Base64.getMimeDecoder().decode(block.group(2));
        } catch (IllegalArgumentException e) {
            // Its message quotes the text.
            throw new IllegalArgumentException("the PEM block there is damaged");
        }
        return switch (block.group(1)) {
            case "RSA PRIVATE KEY" -> key(tagged(SEQUENCE, joined(RSA, tagged(OCTETS, der))));
            case "PRIVATE KEY" -> key(der);
            default ->
                throw new IllegalArgumentException("the PEM block there is " + Text.quote(block.group(1))
                        + ", wanted RSA PRIVATE KEY or PRIVATE KEY, not encrypted");
        };
    }

    private static RSAPrivateKey key(byte[] pkcs8) {
        try {
            RSAPrivateKey key =
                    (RSAPrivateKey) KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
            if (key.getModulus().bitLength() < SHORTEST) {
                throw new IllegalArgumentException("the key there is shorter than " + SHORTEST + " bits");
            }
            return key;
        } catch (GeneralSecurityException e) {
            // Its message may quote what it was given.
            throw new IllegalArgumentException("the key there is damaged, or no RSA key");
        }
    }

    /** DER: a tag, a length, and what it is the length of (X.690 section 8.1.3). */
    private static byte[] tagged(byte tag, byte[] content) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(tag);
        if (content.length < 0x80) {
            out.write(content.length);
        } else if (content.length < 0x100) {
            out.write(0x81);
            out.write(content.length);
        } else {
            out.write(0x82);
            out.write(content.length >> 8);
            out.write(content.length);
        }
        out.writeBytes(content);
        return out.toByteArray();
    }

    private static byte[] joined(byte[] first, byte[] second) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(first);
        out.writeBytes(second);
        return out.toByteArray();
    }
}
