package io.github.jitcredentials.issuer;

import io.github.jitcredentials.model.CredentialRequest;
import io.github.jitcredentials.model.Secret;
import java.util.List;

/** An issuer under test, and a hand on the authority behind it. Made anew for each test. */
public interface IssuerRig extends AutoCloseable {
    CredentialIssuer issuer();

    /** Something the authority grants. */
    CredentialRequest request();

    /** How many credentials are alive at the authority. */
    int live();

    /** How many it ever granted. */
    int granted();

    /** It carries out the next request for a credential, and its answer gets lost. */
    void loseNextAnswer();

    /** Whether the issuer ends by itself what a lost answer may have granted. */
    default boolean takesBackWhatWasLost() {
        return false;
    }

    /** Waits until the authority has carried out what it was told, where that takes it a while. */
    default void settle() {}

    /** It can't be reached from now on. */
    void goAway();

    /** It can be reached again. */
    void comeBack();

    /** It says no to the next request for a credential, and repeats in its answer whatever secret it was sent. */
    void refuseNext();

    /** It grants more than is asked, with the next request. */
    void grantMoreNext();

    /** It grants the next credential without an end. */
    void grantEndlessNext();

    /** Every secret that was sent or granted so far. */
    List<Secret> secrets();

    @Override
    void close();
}
