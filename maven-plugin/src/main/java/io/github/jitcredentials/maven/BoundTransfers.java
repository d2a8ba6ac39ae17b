package io.github.jitcredentials.maven;

import org.eclipse.aether.transfer.TransferCancelledException;
import org.eclipse.aether.transfer.TransferEvent;
import org.eclipse.aether.transfer.TransferListener;
import org.eclipse.aether.transfer.TransferResource;
import org.jspecify.annotations.Nullable;

/**
 * Holds a credential to its destination, whatever a goal was thought to do: a transport is told server ids only, but each
 * transfer says where it goes before it begins. Passes everything on to the build's own listener. Thread safe if that is.
 */
final class BoundTransfers implements TransferListener {
    private final GuardedExecution execution;
    private final @Nullable TransferListener next;

    /** @param next the build's own, or null if it has none */
    BoundTransfers(GuardedExecution execution, @Nullable TransferListener next) {
        this.execution = execution;
        this.next = next;
    }

    @Override
    public void transferInitiated(TransferEvent event) throws TransferCancelledException {
        TransferResource resource = event.getResource();
        Target target = event.getRequestType() == TransferEvent.RequestType.PUT
                ? Target.upload(resource.getRepositoryId(), resource.getRepositoryUrl())
                : Target.download(resource.getRepositoryId(), resource.getRepositoryUrl());
        ServerProfile profile = execution.overstepped(target).orElse(null);
        if (profile != null) {
            throw new TransferCancelledException("jit-credentials: server \"" + target.server() + "\" goes to "
                    + target.printable() + ", but \"" + profile.name() + "\" is for " + profile.to()
                    + ": stopped before anything was sent there");
        }
        if (next != null) {
            next.transferInitiated(event);
        }
    }

    @Override
    public void transferStarted(TransferEvent event) throws TransferCancelledException {
        if (next != null) {
            next.transferStarted(event);
        }
    }

    @Override
    public void transferProgressed(TransferEvent event) throws TransferCancelledException {
        if (next != null) {
            next.transferProgressed(event);
        }
    }

    @Override
    public void transferCorrupted(TransferEvent event) throws TransferCancelledException {
        if (next != null) {
            next.transferCorrupted(event);
        }
    }

    @Override
    public void transferSucceeded(TransferEvent event) {
        if (next != null) {
            next.transferSucceeded(event);
        }
    }

    @Override
    public void transferFailed(TransferEvent event) {
        if (next != null) {
            next.transferFailed(event);
        }
    }
}
