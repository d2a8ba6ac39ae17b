package io.github.jitcredentials.jenkins.block;

import hudson.Extension;
import hudson.ExtensionList;
import hudson.model.Run;
import io.github.jitcredentials.frontend.ServerAssembly;
import io.github.jitcredentials.jenkins.AtOnce;
import io.github.jitcredentials.jenkins.JitCredentials;
import io.github.jitcredentials.jenkins.Places;
import io.github.jitcredentials.lease.EndReason;
import io.github.jitcredentials.lease.LeaseReport;
import io.github.jitcredentials.lease.LiveLease;
import io.github.jitcredentials.lease.OwnerKind;
import io.github.jitcredentials.lease.SweepReport;
import io.github.jitcredentials.model.JitException;
import io.github.jitcredentials.model.LeaseId;
import io.github.jitcredentials.model.Problem;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Collection;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Collectors;

/** The blocks of this controller that hold leases, and the only way to open and end them. Thread safe. */
@Extension
public final class Blocks {
    private static final Logger LOGGER = Logger.getLogger(Blocks.class.getName());

    private final Map<String, LeaseBlock> blocks = new ConcurrentHashMap<>();
    private final BlockStore store = new BlockStore(Places.blocks());
    private final SecureRandom random = new SecureRandom();
    private final Clock clock = Clock.systemUTC();
    private volatile List<Problem> alarms = List.of();

    public static Blocks get() {
        return ExtensionList.lookupSingleton(Blocks.class);
    }

    /** A name for a block; opens nothing. */
    public String newId() {
        byte[] bytes = new byte[12];
        random.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    /** The same for all of its profiles. */
    public LeaseBlock open(BlockRequest request) throws InterruptedException {
        return open(request, Narrowing.NONE);
    }

    /**
     * Opens all that a block wants, and no more than is left of it. Blocks on issuers, agents and the disk.
     *
     * @throws JitException for whatever stands in the way; what was issued by then is ended
     */
    public LeaseBlock open(BlockRequest request, Narrowing narrowing) throws InterruptedException {
        try {
            return openUnlessObserved(request, narrowing);
        } catch (Observed e) {
            throw new IllegalArgumentException("who asks for that hears of it", e);
        }
    }

    /** The same for all of its profiles. @throws Observed if the request wants that */
    public LeaseBlock openUnlessObserved(BlockRequest request) throws InterruptedException, Observed {
        return openUnlessObserved(request, Narrowing.NONE);
    }

    /**
     * The same.
     *
     * @throws Observed if the request wants that
     */
    private LeaseBlock openUnlessObserved(BlockRequest request, Narrowing narrowing)
            throws InterruptedException, Observed {
        LeaseBlock block = new LeaseBlock(
                new BlockRecord(request.id(), request.run().getExternalizableId(), request.step()), store, clock);
        blocks.put(block.id(), block);
        boolean opened = false;
        try {
            block.open(request, narrowing);
            // A build that was killed meanwhile ended what there was by then.
            opened = blocks.containsKey(block.id());
            if (!opened) {
                throw new JitException.NotRecorded(Problem.of("the build was over before its credential came"), null);
            }
            return block;
        } finally {
            if (!opened) {
                blocks.put(block.id(), block);
                end(block.id(), EndReason.FAILED_TASK);
            }
        }
    }

    /** All of them, of all builds. */
    public Collection<LeaseBlock> all() {
        return Collections.unmodifiableCollection(blocks.values());
    }

    public Optional<LeaseBlock> find(String id) {
        return Optional.ofNullable(blocks.get(id));
    }

    /**
     * Goes on with a block after a restart.
     *
     * @throws JitException if that can't be; the block is to be ended then
     */
    public LeaseBlock resume(String id, Run<?, ?> run) throws InterruptedException {
        LeaseBlock block = blocks.get(id);
        if (block == null) {
            throw new JitException.NotRecorded(Problem.of("what this block held is not known any more"), null);
        }
        block.resume(run);
        return block;
    }

    /**
     * Ends what a block holds, and forgets it. Idempotent. Blocks until the issuers answered, or their time is up.
     *
     * @throws JitException.NotRecorded if the controller is being shut down: the next start ends it
     */
    public List<LeaseReport> end(String id, EndReason reason) {
        LeaseBlock block = blocks.get(id);
        if (block == null) {
            return List.of();
        }
        List<LeaseReport> reports = block.end(reason);
        block.forget();
        blocks.remove(id);
        return reports;
    }

    /** Whether anything was opened on an agent, and may be alive. */
    boolean areOn(String node) {
        return blocks.values().stream().anyMatch(block -> block.node().equals(Optional.of(node)));
    }

    /** Ends what was opened on an agent that is gone. Its blocks may still be waiting for it: what they report at their end is this. */
    void lose(String node) {
        blocks.values().stream()
                .filter(block -> block.node().equals(Optional.of(node)))
                .forEach(block -> {
                    BuildLog.say(block.run(), "the agent " + node + " is gone: what this build has there is revoked");
                    block.end(EndReason.LOST);
                });
    }

    /** Ends all that a build left, if it left anything: a hard kill tells no block. */
    public List<LeaseReport> endAll(String run) {
        return blocks.values().stream().filter(block -> block.run().equals(run)).map(LeaseBlock::id).toList().stream()
                .flatMap(id -> end(id, EndReason.KILLED).stream())
                .toList();
    }

    /** Takes up what the last run of this controller stored, before any build goes on. */
    void recall() {
        for (BlockRecord stored : store.all()) {
            LeaseBlock block = new LeaseBlock(stored, store, clock);
            block.recall();
            blocks.put(block.id(), block);
        }
    }

    /** Ends the blocks whose builds are over or gone, and the leases that are nobody's; tries again what is stuck, when it is its turn. */
    void tidyUp() {
        Optional<ServerAssembly> server = JitCredentials.get().serverIfUsed();
        if (server.isEmpty()) {
            return;
        }
        List<String> left = blocks.values().stream()
                .filter(block -> !isRunning(block.run()))
                .map(LeaseBlock::id)
                .toList();
        // Not one after the other: an issuer that does not answer must not keep the others' waiting.
        CompletableFuture<Void> ending = AtOnce.each(left, this::endQuietly);
        try {
            tidyUp(server.get());
        } finally {
            ending.join();
        }
    }

    private void endQuietly(String id) {
        try {
            end(id, EndReason.KILLED);
        } catch (RuntimeException e) {
            LOGGER.log(Level.WARNING, e, () -> "ending block " + id + ", which lost its build, failed");
        }
    }

    private void tidyUp(ServerAssembly server) {
        server.retry()
                .forEach(lease -> LOGGER.log(Level.INFO, "lease {0} of {1} was tried again: {2}", new Object[] {
                    lease.id(), lease.unit(), lease.outcome()
                }));
        if (!server.hasCompany()) {
            return;
        }
        Set<LeaseId> ours = blocks.values().stream()
                .flatMap(block -> block.leases().stream())
                .map(LeaseId::new)
                .collect(Collectors.toSet());
        Set<LeaseId> due = server.census().leases().stream()
                .filter(lease -> lease.owner() == OwnerKind.DETACHED)
                .map(LiveLease::id)
                .filter(id -> !ours.contains(id))
                .collect(Collectors.toSet());
        told(server.sweep(due));
    }

    /** What the last sweep left alone, because something is wrong with it. */
    public List<Problem> alarms() {
        return alarms;
    }

    private void told(SweepReport swept) {
        alarms = swept.alarms();
        swept.leases()
                .forEach(lease -> LOGGER.log(Level.INFO, "lease {0} of {1} was left: {2}", new Object[] {
                    lease.id(), lease.unit(), lease.outcome()
                }));
        swept.alarms().forEach(alarm -> LOGGER.log(Level.WARNING, "{0}", alarm));
    }

    private static boolean isRunning(String id) {
        return BuildLog.find(id).filter(Run::isBuilding).isPresent();
    }
}
