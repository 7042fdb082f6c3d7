package io.aegate.weights;

import java.io.IOException;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of a response as they arrive, for one reader that does not wait for ever.
 *
 * <p>Java's own timeout of a request ends with the response's head, and its streams wait for a silent server without end.
 */
final class Arrivals implements Flow.Subscriber<List<ByteBuffer>>, AutoCloseable {

    private sealed interface Event {}

    private record Bytes(List<ByteBuffer> buffers) implements Event {}

    private record End() implements Event {}

    private record Failure(Throwable cause) implements Event {}

    private final Duration idle;
    // Holds one event at most beside the end, because the next bytes are asked for one by one.
    private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
    private final AtomicReference<Flow.@Nullable Subscription> subscription = new AtomicReference<>();

    Arrivals(Flow.Publisher<List<ByteBuffer>> body, Duration idle) {
        this.idle = idle;
        body.subscribe(this);
    }

    /** The next bytes; an empty list at the end. */
    List<ByteBuffer> next() throws IOException, InterruptedException {
        Event event = events.poll(idle.toMillis(), TimeUnit.MILLISECONDS);
        if (event == null) {
            throw new HttpTimeoutException("it sent nothing more for " + idle.toSeconds() + " s");
        }
        if (event instanceof Bytes bytes) {
            request();
            return bytes.buffers();
        }
        if (event instanceof Failure failure) {
            throw new IOException(failure.cause().getMessage(), failure.cause());
        }
        return List.of();
    }

    private void request() {
        Flow.Subscription current = subscription.get();
        if (current != null) {
            current.request(1);
        }
    }

    @Override
    public void onSubscribe(Flow.Subscription given) {
        subscription.set(given);
        given.request(1);
    }

    @Override
    public void onNext(List<ByteBuffer> buffers) {
        if (buffers.stream().anyMatch(ByteBuffer::hasRemaining)) {
            events.add(new Bytes(buffers));
        } else {
            request();
        }
    }

    @Override
    public void onError(Throwable cause) {
        events.add(new Failure(cause));
    }

    @Override
    public void onComplete() {
        events.add(new End());
    }

    /** Hangs up, if there is more to come. */
    @Override
    public void close() {
        Flow.Subscription current = subscription.get();
        if (current != null) {
            current.cancel();
        }
    }
}
