package io.github.jitcredentials.jenkins.credentials;

import com.cloudbees.plugins.credentials.CredentialsProvider;
import com.cloudbees.plugins.credentials.common.StandardCredentials;
import hudson.Extension;
import hudson.ExtensionList;
import hudson.model.Run;
import io.github.jitcredentials.frontend.ReportLine;
import io.github.jitcredentials.jenkins.JitCredentials;
import io.github.jitcredentials.jenkins.block.BlockRequest;
import io.github.jitcredentials.jenkins.block.Blocks;
import io.github.jitcredentials.jenkins.block.BuildLog;
import io.github.jitcredentials.jenkins.block.LeaseBlock;
import io.github.jitcredentials.jenkins.block.Observed;
import io.github.jitcredentials.jenkins.block.Wanted;
import io.github.jitcredentials.lease.EndReason;
import io.github.jitcredentials.model.JitException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The credentials that builds use now: one lease for each that a step uses, however often it is looked up there. A lease is a block
 * of its own among {@link Blocks}, so that whatever ends those ends it, after a restart, too. Thread safe.
 */
@Extension
public final class Uses {
    private static final Logger LOGGER = Logger.getLogger(Uses.class.getName());
    /** What the names of these blocks begin with. */
    private static final String PREFIX = "use-";

    private static final Duration SHORT = Duration.ofSeconds(5);

    private final Map<Key, Slot> slots = new ConcurrentHashMap<>();
    private final Map<String, CompletableFuture<Void>> ending = new ConcurrentHashMap<>();
    private final Clock clock = Clock.systemUTC();

    private record Key(
            String run,
            String step,
            String id,
            String profile,
            @Nullable String purpose,
            @Nullable String fallback) {}

    private static final class Slot {
        private @Nullable Held held;
        private @Nullable LeaseBlock block;
    }

    static Uses get() {
        return ExtensionList.lookupSingleton(Uses.class);
    }

    /** What stands behind a credential in the step that asks. @throws NothingIssued with the reason */
    Held held(Run<?, ?> run, IssuedCredential credential, String property) {
        if (!run.isBuilding()) {
            throw new NothingIssued(
                    property,
                    "credential \"" + credential.getId() + "\" is issued to a running build, and " + run + " is over");
        }
        Key key = new Key(
                run.getExternalizableId(),
                CurrentStep.of(run),
                credential.getId(),
                credential.getProfile(),
                credential.getPurpose(),
                credential.getFallback());
        Slot slot = slots.computeIfAbsent(key, unused -> new Slot());
        synchronized (slot) {
            Held held = slot.held;
            if (held == null || isOver(slot.block)) {
                held = open(run, credential, key, slot, property);
                slot.held = held;
            }
            return held;
        }
    }

    private boolean isOver(@Nullable LeaseBlock block) {
        return block != null
                && (Blocks.get().find(block.id()).isEmpty()
                        || block.deadline().isBefore(clock.instant().plus(SHORT)));
    }

    private static Held open(Run<?, ?> run, IssuedCredential credential, Key key, Slot slot, String property) {
        String fallback = credential.getFallback();
        if (!StoredCredentials.isOf(run.getParent(), credential)) {
            throw new NothingIssued(
                    property,
                    "credential \"" + credential.getId()
                            + "\" is none of the controller's or of the job's folders, and only those are issued");
        }
        try {
            LeaseBlock block = Blocks.get()
                    .openUnlessObserved(new BlockRequest(
                            PREFIX + Blocks.get().newId(),
                            run,
                            key.step(),
                            List.of(Wanted.kept(key.profile(), key.purpose())),
                            null,
                            BuildLog.isPipeline(run),
                            fallback != null,
                            false));
            block.observed().forEach(sentence -> BuildLog.say(run, sentence));
            slot.block = block;
            return new Held.Issued(block.values());
        } catch (Observed e) {
            Held.Stored stored = new Held.Stored(stored(run, credential, String.valueOf(fallback), property));
            BuildLog.say(run, e.getMessage() + "; the stored credential \"" + fallback + "\" is used instead");
            return stored;
        } catch (JitException e) {
            throw new NothingIssued(property, "credential \"" + credential.getId() + "\": " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new NothingIssued(property, "interrupted while credential \"" + credential.getId() + "\" was issued");
        }
    }

    private static StandardCredentials stored(
            Run<?, ?> run, IssuedCredential credential, String fallback, String property) {
        StandardCredentials found =
                CredentialsProvider.findCredentialById(fallback, StandardCredentials.class, run, List.of());
        if (found == null
                || found instanceof IssuedCredential
                || !credential.kind().isInstance(found)) {
            throw new NothingIssued(
                    property,
                    "credential \"" + credential.getId() + "\" falls back to \"" + fallback + "\", which is "
                            + (found == null ? "not there" : "no stored credential of its kind"));
        }
        CredentialsProvider.track(run, found);
        return found;
    }

    /** Whether there is anything to end at all. */
    boolean isEmpty() {
        return slots.isEmpty() && Blocks.get().all().isEmpty();
    }

    /** Ends, beside whoever calls, what a step used, and says so in the build's log. */
    void endStep(Run<?, ?> run, String step, EndReason reason) {
        end(run, step::equals, reason);
    }

    /** Ends all that a build used. Waits until the issuers answered, or their time is up. */
    void endAll(Run<?, ?> run, EndReason reason) {
        CompletableFuture.allOf(end(run, step -> true, reason)).join();
    }

    private CompletableFuture<?>[] end(Run<?, ?> run, Predicate<String> step, EndReason reason) {
        String id = run.getExternalizableId();
        slots.keySet().removeIf(key -> key.run().equals(id) && step.test(key.step()));
        return Blocks.get().all().stream()
                .filter(block -> block.id().startsWith(PREFIX) && block.run().equals(id) && step.test(block.step()))
                .map(block -> ending.computeIfAbsent(
                        block.id(),
                        name -> CompletableFuture.runAsync(
                                () -> end(run, name, reason),
                                JitCredentials.get().threads())))
                .toArray(CompletableFuture[]::new);
    }

    private void end(Run<?, ?> run, String block, EndReason reason) {
        ReportLine words = new ReportLine("·", "step");
        try {
            Blocks.get().end(block, reason).forEach(report -> BuildLog.say(run, words.of(report)));
        } catch (JitException e) {
            // The controller is being shut down: the build goes on after the start, and so does its lease.
            LOGGER.log(Level.FINE, "not now", e);
        } finally {
            ending.remove(block);
        }
    }
}
