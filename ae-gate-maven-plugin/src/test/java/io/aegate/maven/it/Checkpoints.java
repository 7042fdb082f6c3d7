package io.aegate.maven.it;

import io.aegate.network.TorchScriptArchive;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Map;

/** Autoencoders of one line, each with one virtue or vice. */
enum Checkpoints {
    DARKER("torch.mul(x, 0.99)"),
    /** 0 / 0 everywhere. */
    NAN("torch.div(torch.mul(x, 0.), torch.mul(x, 0.))"),
    SAMPLING("torch.mul(x, torch.rand_like(x))"),
    /** Half the sides. */
    SMALLER("torch.avg_pool2d(x, [2, 2], [2, 2])"),
    /** Some seconds an image. */
    SLOW("""
            _0 = torch.ones([1000, 1000])
            _1 = _0
            for i in range(20):
              _1 = torch.div(torch.matmul(_1, _0), 1000.)
            return torch.mul(x, torch.mean(_1))
            """);

    private final String body;

    Checkpoints(String body) {
        this.body = body.contains("\n") ? body : "return " + body;
    }

    void writeTo(Path file) {
        String method = "def forward(self, x: Tensor) -> Tensor:\n" + body.indent(2);
        try {
            TorchScriptArchive.write(file, method, Map.of());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
