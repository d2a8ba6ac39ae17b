package io.github.jitcredentials.jenkins.block;

import hudson.FilePath;
import hudson.model.Run;
import hudson.util.Secret;
import io.github.jitcredentials.broker.CredentialSession;
import io.github.jitcredentials.broker.Permitted;
import io.github.jitcredentials.frontend.OnLeak;
import io.github.jitcredentials.frontend.Profile;
import io.github.jitcredentials.jenkins.JitCredentials;
import io.github.jitcredentials.jenkins.identity.BuildIssuer;
import io.github.jitcredentials.jenkins.masking.Masks;
import io.github.jitcredentials.jenkins.masking.RunMask;
import io.github.jitcredentials.lease.EndReason;
import io.github.jitcredentials.lease.HeldLease;
import io.github.jitcredentials.lease.LeaseReport;
import io.github.jitcredentials.lease.OwnerKind;
import io.github.jitcredentials.model.Credential;
import io.github.jitcredentials.model.JitException;
import io.github.jitcredentials.model.LeaseId;
import io.github.jitcredentials.model.Problem;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jenkinsci.plugins.workflow.FilePathUtils;

/** The leases of one block while it runs. Opened, and gone on with after a restart, by {@link Blocks}. Thread safe. */
public final class LeaseBlock {
    private static final Duration SHORT = Duration.ofSeconds(1);
    private static final long PATIENCE_SECONDS = 30;

    private final BlockRecord block;
    private final BlockStore store;
    private final Clock clock;
    private final Map<String, CredentialSession> sessions = new ConcurrentHashMap<>();
    private final CompletableFuture<Void> ready = new CompletableFuture<>();
    private final LeakWatch leaks;
    private final BlockFiles files;
    /** Guarded by this. */
    private boolean ended;

    private volatile List<String> observed = List.of();

    LeaseBlock(BlockRecord block, BlockStore store, Clock clock) {
        this.block = block;
        this.store = store;
        this.clock = clock;
        this.leaks = new LeakWatch(block.run, sessions);
        this.files = new BlockFiles(block);
    }

    public String id() {
        return block.id;
    }

    /** The externalizable id of its build. */
    public String run() {
        return block.run;
    }

    /** The step it belongs to, as Pipeline numbers it; empty elsewhere. */
    public String step() {
        return block.step;
    }

    /** The ids of its leases. */
    List<String> leases() {
        return block.leases().stream().map(lease -> lease.id).toList();
    }

    /** Asks, is permitted, has issued, masks, writes down, hands over. @throws JitException with what was issued still held */
    void open(BlockRequest request, Narrowing narrowing) throws InterruptedException, Observed {
        block.narrowing = narrowing.isEmpty() ? null : narrowing;
        Opening opening = opening(request.run(), request.survives());
        List<Opening.Decided> decided = opening.decide(request.wanted());
        List<Permitted> overlooked = decided.stream()
                .map(Opening.Decided::permitted)
                .filter(permitted -> !permitted.overlooked().isEmpty())
                .toList();
        if (request.unlessObserved() && !overlooked.isEmpty()) {
            throw new Observed(overlooked.get(0));
        }
        observed = overlooked.stream().map(Observed::sentence).toList();
        FilePath temporary = request.temporary();
        block.filtered = request.filtered();
        block.node = temporary == null
                ? request.filtered() ? null : StepNode.of(request.run(), request.step())
                : FilePathUtils.getNodeNameOrNull(temporary);
        if (decided.stream().anyMatch(Opening.Decided::hasFiles)) {
            files.place(temporary);
        }
        for (Opening.Decided one : decided) {
            BlockRecord.Lease lease = issue(opening, one);
            if (!added(lease)) {
                throw over(lease);
            }
            store.save(block);
            files.deliver(one.profile(), lease, session(lease).credential());
        }
        ready.complete(null);
    }

    /** Takes up what was stored: masks it. Nothing is asked of anybody yet. */
    void recall() {
        block.leases().forEach(lease -> {
            Map<String, io.github.jitcredentials.model.Secret> fields = new TreeMap<>();
            lease.values()
                    .forEach((field, value) ->
                            fields.put(field, io.github.jitcredentials.model.Secret.of(value.getPlainText())));
            if (!fields.isEmpty()) {
                mask(lease.id, lease.wanted.profile(), lease.onLeak(), new Credential(fields), List.of());
            }
        });
    }

    /** Goes on after a restart, if policy still permits it: with the leases that outlived it, and new ones for the others. */
    void resume(Run<?, ?> run) throws InterruptedException {
        try {
            Opening opening = opening(run, true);
            List<BlockRecord.Lease> all = block.leases();
            List<Opening.Decided> decided =
                    opening.decide(all.stream().map(lease -> lease.wanted).toList());
            for (int i = 0; i < all.size(); i++) {
                BlockRecord.Lease old = all.get(i);
                boolean lives =
                        old.survives && clock.instant().plus(SHORT).isBefore(Instant.ofEpochMilli(old.deadline));
                if (!lives) {
                    BlockRecord.Lease next = issue(opening, decided.get(i));
                    if (!replaced(old, next)) {
                        throw over(next);
                    }
                    store.save(block);
                    files.deliver(decided.get(i).profile(), next, session(next).credential());
                }
            }
            ready.complete(null);
        } catch (RuntimeException | InterruptedException e) {
            ready.completeExceptionally(e);
            throw e;
        }
    }

    /** The name of the agent whose workspace it was opened in; nothing for a block without a workspace. */
    Optional<String> node() {
        return Optional.ofNullable(block.node);
    }

    /** Ends all of it, the last first. Blocks until the issuers answered, or their time is up. Does not throw for what they do. */
    List<LeaseReport> end(EndReason reason) {
        List<BlockRecord.Lease> all = allForGood();
        Collections.reverse(all);
        List<LeaseReport> reports = new ArrayList<>();
        for (BlockRecord.Lease lease : all) {
            CredentialSession session = sessions.get(lease.id);
            if (session != null) {
                reports.add(session.end(reason));
            } else {
                withdraw(new LeaseId(lease.id), reason).ifPresent(reports::add);
            }
        }
        files.delete();
        leaks.settle(block.leases().stream().anyMatch(lease -> lease.onLeak() == OnLeak.FAIL));
        return reports;
    }

    /** Nothing is added from now on, or whoever adds it ends it: a block may be over while a restart is still asking for it. */
    private synchronized List<BlockRecord.Lease> allForGood() {
        ended = true;
        return new ArrayList<>(block.leases());
    }

    private synchronized boolean added(BlockRecord.Lease lease) {
        if (!ended) {
            block.add(lease);
        }
        return !ended;
    }

    /** Ends what came too late. */
    private JitException.NotRecorded over(BlockRecord.Lease lease) {
        session(lease).end(EndReason.COMPLETED);
        return new JitException.NotRecorded(Problem.of("the block was over before its credential came"), null);
    }

    private synchronized boolean replaced(BlockRecord.Lease old, BlockRecord.Lease next) {
        if (!ended) {
            block.replace(old, next);
        }
        return !ended;
    }

    /** Forgets it, once there is nothing left to end. */
    void forget() {
        store.delete(block.id);
    }

    /**
     * The environment of the block, as it is now: credentials and the paths of their files.
     *
     * @throws JitException.NotRecorded if it can't be had, after a restart, in a reasonable time
     */
    public Map<String, String> environment() throws InterruptedException {
        try {
            ready.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new JitException.NotRecorded(
                    Problem.of("after the restart of the controller, no credential came for this block"), e);
        }
        Map<String, String> environment = new LinkedHashMap<>();
        block.leases().forEach(lease -> {
            Map<String, Secret> values = lease.values();
            lease.variables.forEach((variable, field) -> environment.put(variable, Secret.toString(values.get(field))));
            environment.putAll(lease.files);
        });
        return environment;
    }

    /** The fields of its first credential, as they are now. */
    public Map<String, Secret> values() {
        return block.leases().get(0).values();
    }

    /** When its first lease ends at the latest. */
    public Instant deadline() {
        return Instant.ofEpochMilli(block.leases().get(0).deadline);
    }

    /** What rules would have denied, if they did not only observe: a sentence for each. Every report says them. */
    public List<String> observed() {
        return observed;
    }

    /** The variables that hold a secret. */
    public List<String> sensitive() {
        return block.leases().stream()
                .flatMap(lease -> lease.variables.keySet().stream())
                .toList();
    }

    private Opening opening(Run<?, ?> run, boolean survives) {
        String unit = run.getParent().getFullName() + " #" + run.getNumber()
                + (block.step.isEmpty() ? "" : ", step " + block.step);
        return new Opening(
                JitCredentials.get().desk(run.getParent()),
                BuildIssuer.get().voucher(run, block.step),
                unit,
                survives,
                narrowing());
    }

    private Narrowing narrowing() {
        Narrowing stored = block.narrowing;
        return stored == null ? Narrowing.NONE : stored;
    }

    private BlockRecord.Lease issue(Opening opening, Opening.Decided one) {
        CredentialSession session = opening.issue(one);
        HeldLease held = session.lease();
        sessions.put(held.id().value(), session);
        mask(
                held.id().value(),
                one.profile().name(),
                one.profile().onLeak(),
                session.credential(),
                one.profile().deliver().users());
        Map<String, String> paths = new LinkedHashMap<>();
        if (one.hasFiles()) {
            paths.putAll(files.paths(one.profile()));
        }
        BlockRecord.Lease lease = new BlockRecord.Lease(
                held.id().value(),
                one.wanted(),
                opening.owner(one.profile()) == OwnerKind.DETACHED,
                held.deadline().toEpochMilli(),
                one.variables(),
                paths,
                one.profile().onLeak());
        lease.put(sealed(session.credential()));
        session.onRenewal(credential -> renewed(one.profile(), lease, credential));
        return lease;
    }

    /** Before anybody has the new value it is masked, written down, and in the files. */
    private void renewed(Profile profile, BlockRecord.Lease lease, Credential credential) {
        mask(
                lease.id,
                profile.name(),
                lease.onLeak(),
                credential,
                profile.deliver().users());
        lease.put(sealed(credential));
        store.save(block);
        try {
            files.deliver(profile, lease, credential);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new JitException.NotRecorded(Problem.of("interrupted while a renewed credential was handed over"), e);
        }
    }

    private void mask(String lease, String profile, OnLeak onLeak, Credential credential, List<String> users) {
        String node = block.node;
        Masks.get()
                .of(block.run)
                .add(
                        new RunMask.Place(block.id, node == null && block.filtered ? RunMask.Place.NO_AGENT : node),
                        lease,
                        credential,
                        users,
                        field -> leaks.seen(new LeakWatch.Leak(lease, profile, onLeak, field)));
    }

    private CredentialSession session(BlockRecord.Lease lease) {
        return Optional.ofNullable(sessions.get(lease.id)).orElseThrow();
    }

    private static Optional<LeaseReport> withdraw(LeaseId id, EndReason reason) {
        return JitCredentials.get().server().withdraw(id::equals, reason).leases().stream()
                .filter(report -> report.id().equals(id))
                .findFirst();
    }

    private static Map<String, Secret> sealed(Credential credential) {
        Map<String, Secret> values = new LinkedHashMap<>();
        credential.fields().forEach((field, secret) -> values.put(field, Secret.fromString(secret.reveal())));
        return values;
    }
}
