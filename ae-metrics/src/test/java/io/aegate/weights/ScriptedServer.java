package io.aegate.weights;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** A server on this machine that answers as it was told to, rightly or not: one connection a request. */
final class ScriptedServer implements AutoCloseable {

    /** What was asked. */
    record Request(String line, Map<String, String> headers) {}

    /** What is done about it. */
    @FunctionalInterface
    interface Reply {
        void to(Request request, Socket socket) throws IOException;
    }

    private final ServerSocket socket;
    private final List<Reply> replies;
    private final List<Request> requests = new CopyOnWriteArrayList<>();
    private final List<Socket> connections = new CopyOnWriteArrayList<>();

    /** A server that gives these answers, the last of them again and again. */
    ScriptedServer(Reply... replies) throws IOException {
        this.replies = List.of(replies);
        this.socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread thread = new Thread(this::serve, "scripted-server");
        thread.setDaemon(true);
        thread.start();
    }

    URI address(String path) {
        return URI.create(
                "http://" + address().getHostString() + ":" + address().getPort() + path);
    }

    InetSocketAddress address() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), socket.getLocalPort());
    }

    List<Request> requests() {
        return List.copyOf(requests);
    }

    /** One header of all requests, "-" where it was missing. */
    List<String> header(String name) {
        return requests.stream()
                .map(request -> request.headers().getOrDefault(name, "-"))
                .toList();
    }

    /** The file as it should be, or the part that was asked for. */
    static Reply file(byte[] content) {
        return (request, socket) -> {
            String range = request.headers().get("range");
            if (range == null) {
                send(socket, "200 OK", content.length, content);
                return;
            }
            int from = Integer.parseInt(range.replaceAll("bytes=(\\d+)-", "$1"));
            if (from >= content.length) {
                send(socket, "416 Range Not Satisfiable", 0, new byte[0]);
                return;
            }
            byte[] rest = Arrays.copyOfRange(content, from, content.length);
            send(
                    socket,
                    "206 Partial Content\r\nContent-Range: bytes " + from + "-" + (content.length - 1) + "/"
                            + content.length,
                    rest.length,
                    rest);
        };
    }

    /** The whole file, whatever part was asked for. */
    static Reply whole(byte[] content) {
        return (request, socket) -> send(socket, "200 OK", content.length, content);
    }

    /** A length, and bytes that need not be so many. */
    static Reply announcing(long length, byte[] content) {
        return (request, socket) -> send(socket, "200 OK\r\nETag: \"one\"", length, content);
    }

    /** An answer without a body. */
    static Reply status(String status) {
        return (request, socket) -> send(socket, status, 0, new byte[0]);
    }

    /** A beginning, and then nothing, until the client hangs up. */
    static Reply silent(long length, byte[] beginning) {
        return (request, socket) -> {
            send(socket, "200 OK", length, beginning);
            waitForTheClient(socket);
        };
    }

    /** Not even a beginning. */
    static Reply mute() {
        return (request, socket) -> waitForTheClient(socket);
    }

    /** A beginning, and then a reset. */
    static Reply reset(long length, byte[] beginning) {
        return (request, socket) -> {
            send(socket, "200 OK", length, beginning);
            socket.setSoLinger(true, 0);
        };
    }

    private static void waitForTheClient(Socket socket) throws IOException {
        if (socket.getInputStream().read() >= 0) {
            throw new IllegalStateException("one request a connection");
        }
    }

    static void send(Socket socket, String status, long length, byte[] body) throws IOException {
        OutputStream out = socket.getOutputStream();
        String head = "HTTP/1.1 " + status + "\r\nConnection: close\r\nContent-Length: " + length + "\r\n\r\n";
        out.write(head.getBytes(StandardCharsets.US_ASCII));
        out.write(body);
        out.flush();
    }

    private void serve() {
        while (!socket.isClosed()) {
            try {
                Socket connection = socket.accept();
                connections.add(connection);
                Thread thread = new Thread(() -> answer(connection), "scripted-answer");
                thread.setDaemon(true);
                thread.start();
            } catch (IOException e) {
                if (!socket.isClosed()) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }

    private void answer(Socket connection) {
        try (connection) {
            BufferedReader reader =
                    new BufferedReader(new InputStreamReader(connection.getInputStream(), StandardCharsets.US_ASCII));
            String line = reader.readLine();
            if (line == null) {
                return;
            }
            Map<String, String> headers = new TreeMap<>();
            for (String header = reader.readLine(); header != null && !header.isEmpty(); header = reader.readLine()) {
                String[] parts = header.split(":", 2);
                headers.put(parts[0].toLowerCase(Locale.ROOT), parts[1].strip());
            }
            Request request = new Request(line, Collections.unmodifiableMap(headers));
            Reply reply;
            synchronized (this) {
                reply = replies.get(Math.min(requests.size(), replies.size() - 1));
                requests.add(request);
            }
            reply.to(request, connection);
        } catch (IOException e) {
            // The client has hung up, as it may.
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
        for (Socket connection : connections) {
            connection.close();
        }
    }
}
