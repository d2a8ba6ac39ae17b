package io.github.jitcredentials.lease;

import io.github.jitcredentials.issuer.CredentialIssuer;
import io.github.jitcredentials.issuer.Issued;
import io.github.jitcredentials.issuer.IssuerFacts;
import io.github.jitcredentials.issuer.Liveness;
import io.github.jitcredentials.lease.GuardianWire.Answer;
import io.github.jitcredentials.lease.GuardianWire.Order;
import io.github.jitcredentials.lease.Json.Malformed;
import io.github.jitcredentials.model.CredentialRequest;
import io.github.jitcredentials.model.Handle;
import io.github.jitcredentials.model.Revocability;
import io.github.jitcredentials.model.RevocationAuthority;
import io.github.jitcredentials.model.SuppressForbidden;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * The guardian's own process. Orders come in on standard input, answers go out on standard output; the end of the input is the
 * owner's death. Started by {@link Guardian#start}; not for people.
 */
public final class GuardianMain {
    private static final Duration PREPARATION = Duration.ofSeconds(45);
    private static final Duration TIDYING = Duration.ofSeconds(5);
    private static final Duration PULSE = Duration.ofMillis(500);

    private GuardianMain() {}

    /** @param args the factory's class name, and the owner's process id */
    @SuppressForbidden("a main method: standard output is the pipe to the owner, and nothing may keep the process")
    public static void main(String[] args) {
        PrintStream out = System.out;
        // Whatever a library prints would be taken for an answer.
        System.setOut(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8));
        int status = 0;
        try {
            run(args, System.in, out);
        } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
            Throwable why = e.getCause() == null ? e : e.getCause();
            send(out, new Answer.Unfit(why.getClass().getName()));
            status = 1;
        }
        // No hook or thread of a library may keep it: its work is done.
        Runtime.getRuntime().halt(status);
    }

    @SuppressForbidden("a program's wiring")
    private static void run(String[] args, InputStream in, PrintStream out) throws ReflectiveOperationException {
        IssuerFactory factory = Class.forName(args[0])
                .asSubclass(IssuerFactory.class)
                .getConstructor()
                .newInstance();
        Time time = Time.system();
        Revoker revoker = new Revoker(time, new SecureRandom(), Limits.standard());
        BlockingQueue<Optional<Order>> orders = new LinkedBlockingQueue<>();
        time.after(Duration.ZERO, () -> read(in, orders));
        prepare(factory, revoker);
        ProcessHandle.of(Long.parseLong(args[1])).ifPresent(owner -> feelPulse(owner, time, orders));
        send(out, new Answer.Ready(ProcessHandle.current().pid()));
        CompletableFuture<Void> tidied = new CompletableFuture<>();
        new GuardianDuty(factory, revoker, answer -> send(out, answer)).serve(() -> {
            Optional<Order> order = take(orders);
            if (order.isEmpty()) {
                time.after(Duration.ZERO, () -> tidyUp(factory, tidied));
            } else if (order.get() instanceof Order.Bye) {
                tidied.complete(null);
            }
            return order;
        });
        time.await(tidied, TIDYING);
    }

    private static void tidyUp(IssuerFactory factory, CompletableFuture<Void> tidied) {
        try {
            factory.tidyUp();
        } finally {
            tidied.complete(null);
        }
    }

    /** In bounded time: a guardian that never gets ready must not stay when its owner has long gone. */
    private static void prepare(IssuerFactory factory, Revoker revoker) {
        CompletableFuture<Void> prepared = new CompletableFuture<>();
        revoker.time().after(Duration.ZERO, () -> {
            try {
                openEveryJar();
                factory.warmUp();
                rehearse(revoker);
                prepared.complete(null);
            } catch (RuntimeException | LinkageError e) {
                prepared.completeExceptionally(e);
            }
        });
        if (!revoker.time().await(prepared, PREPARATION)) {
            throw new IllegalStateException("the factory does not get warm");
        }
        try {
            prepared.join();
        } catch (CompletionException e) {
            throw new IllegalStateException("the factory can't get warm", e.getCause());
        }
    }

    /** A name that is nowhere is looked for in every jar; one that was opened stays readable when its file is deleted. */
    private static void openEveryJar() {
        if (ClassLoader.getSystemResource("META-INF/jit-credentials/nowhere") != null) {
            throw new IllegalStateException("somebody made the resource that must not exist");
        }
    }

    /** Ends a lease that does not exist, so that all of our own code on that path is loaded. */
    private static void rehearse(Revoker revoker) {
        String lease = "{\"do\":\"hold\",\"deadline\":\"1970-01-01T00:00:00Z\",\"remainingMillis\":0,"
                + "\"restIsProven\":true,\"values\":["
                + "{\"value\":1,\"requestId\":\"none\",\"until\":\"9999-01-01T00:00:00Z\","
                + "\"open\":{\"nothing\":\"\"},\"sealed\":{},\"seenAlive\":\"1970-01-01T00:00:00Z\"},"
                + "{\"value\":2,\"requestId\":\"none\",\"until\":\"9999-01-01T00:00:00Z\","
                + "\"open\":{\"nothing\":\"\"},\"sealed\":{}}],\"secrets\":{},"
                + "\"intent\":{\"lease\":\"000000000000\",\"at\":\"1970-01-01T00:00:00Z\",\"profile\":\"none\","
                + "\"host\":\"none\",\"unit\":\"none\",\"purpose\":\"rehearsal\",\"ttl\":\"PT1S\",\"requestId\":\"none\","
                + "\"owner\":\"PROCESS\",\"scope\":{\"scope\":[\"none\"]},"
                + "\"issuer\":{\"name\":\"none\",\"type\":\"none\",\"settings\":{}},"
                + "\"identity\":{\"name\":\"none\",\"type\":\"none\",\"settings\":{}}}}";
        BlockingQueue<Optional<Order>> orders = new LinkedBlockingQueue<>();
        try {
            orders.add(Optional.of(GuardianWire.order(lease)));
            orders.add(Optional.of(GuardianWire.order(
                    "{\"do\":\"alive\",\"lease\":\"000000000000\",\"value\":2,\"at\":\"1970-01-01T00:00:00Z\"}")));
        } catch (Malformed e) {
            throw new IllegalStateException("the rehearsal's own script is wrong", e);
        }
        orders.add(Optional.empty());
        new GuardianDuty((issuer, identity, secrets) -> new Rehearsal(), revoker, GuardianWire::say)
                .serve(() -> take(orders));
    }

    private static void read(InputStream in, BlockingQueue<Optional<Order>> orders) {
        try {
            for (Optional<String> line = GuardianWire.readLine(in);
                    line.isPresent();
                    line = GuardianWire.readLine(in)) {
                try {
                    orders.add(Optional.of(GuardianWire.order(line.get())));
                } catch (Malformed e) {
                    // Not acknowledged, so the owner hands nothing out on its account.
                }
            }
        } catch (IOException e) {
            // As good as the end.
        }
        orders.add(Optional.empty());
    }

    /** The pipe stays open if some other child of the owner's inherited it; the owner's process id tells all the same. */
    private static void feelPulse(ProcessHandle owner, Time time, BlockingQueue<Optional<Order>> orders) {
        if (owner.isAlive()) {
            time.after(PULSE, () -> feelPulse(owner, time, orders));
        } else {
            orders.add(Optional.empty());
        }
    }

    private static Optional<Order> take(BlockingQueue<Optional<Order>> orders) {
        while (true) {
            try {
                return orders.take();
            } catch (InterruptedException e) {
                // Nobody here interrupts; going on is what a guardian is for.
            }
        }
    }

    private static synchronized void send(PrintStream out, Answer answer) {
        // A PrintStream swallows a broken pipe, which is how an owner's death looks from here.
        byte[] line = (GuardianWire.say(answer) + "\n").getBytes(StandardCharsets.UTF_8);
        out.write(line, 0, line.length);
        out.flush();
    }

    /** An authority that is nowhere. */
    private static final class Rehearsal implements CredentialIssuer {
        @Override
        public IssuerFacts facts() {
            return new IssuerFacts("none", "none", Revocability.IMMEDIATE, RevocationAuthority.SELF, true, "");
        }

        @Override
        public Issued issue(CredentialRequest request, String requestId) {
            throw new UnsupportedOperationException("a rehearsal issues nothing");
        }

        @Override
        public void revoke(Handle handle) {}

        @Override
        public Liveness probe(Handle handle) {
            return Liveness.DEAD;
        }
    }
}
