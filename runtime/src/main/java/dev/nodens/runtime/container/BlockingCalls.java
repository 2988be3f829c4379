package dev.nodens.runtime.container;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;

/**
 * Runs what waits in the kernel. A virtual thread that does so holds up its carrier, of which there are as many as
 * processors: a few slow launches would stop everything else that the caller does on virtual threads.
 */
final class BlockingCalls {

    private BlockingCalls() {}

    /** On this thread, or for a virtual one on a platform thread of its own, until it is done. */
    static <T> T run(Supplier<T> call) {
        return Thread.currentThread().isVirtual() ? runElsewhere(call) : call.get();
    }

    private static <T> T runElsewhere(Supplier<T> call) {
        CompletableFuture<T> result = new CompletableFuture<>();
        Thread.ofPlatform().daemon().name("nodens-call").start(() -> {
            try {
                result.complete(call.get());
            } catch (RuntimeException | Error failed) {
                result.completeExceptionally(failed);
            }
        });
        try {
            return result.join();
        } catch (CompletionException wrapped) {
            throw unwrap(wrapped);
        }
    }

    private static RuntimeException unwrap(CompletionException wrapped) {
        if (wrapped.getCause() instanceof Error error) {
            throw error;
        }
        return wrapped.getCause() instanceof RuntimeException cause ? cause : wrapped;
    }
}
