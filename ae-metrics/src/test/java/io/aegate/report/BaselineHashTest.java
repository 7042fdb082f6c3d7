package io.aegate.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.aegate.image.Sha256;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BaselineHashTest {

    @Test
    void it_is_over_the_sorted_compact_json_and_the_table() throws JsonProcessingException {
        String json = """
                { "hash" : "?", "b" : [ 1.0, 1e-3, -2.50, true, null, { } ],
                  "a" : { "z" : "größe \\u0022\\n\\u001b\\/", "Z" : 1E22, "é" : [ ] } }
                """;
        String canonical = "{\"a\":{\"Z\":10000000000000000000000,\"z\":\"größe \\\"\\n\\u001B/\",\"é\":[]},"
                + "\"b\":[1,0.001,-2.5,true,null,{}]}\nimage,sha256\n";

        assertThat(hash(json)).isEqualTo(Sha256.of(canonical.getBytes(StandardCharsets.UTF_8)));
    }

    @ParameterizedTest
    @CsvSource({
        "1, 1.0",
        "100, 1e2",
        "0.001, 1E-3",
        "0.1, 0.1000000000000000055511151231257827",
        "1e22, 10000000000000000000000",
        "0, -0.0",
        "5e-324, 4.9E-324",
    })
    void numbers_that_read_as_the_same_hash_the_same(String one, String other) throws JsonProcessingException {
        assertThat(hash("{\"n\":" + one + "}")).isEqualTo(hash("{\"n\":" + other + "}"));
    }

    @ParameterizedTest
    @CsvSource({
        "1, 1.0000000000000002",
        "1, '\"1\"'",
        "1e308, 1e999",
        "9007199254740992, 9007199254740993",
        "null, '\"\"'",
        "'[1,2]', '[2,1]'",
        "'[12]', '[1,2]'",
        "'{\"a\":1}', '{\"b\":1}'",
    })
    void what_reads_as_something_else_hashes_otherwise(String one, String other) throws JsonProcessingException {
        assertThat(hash("{\"n\":" + one + "}")).isNotEqualTo(hash("{\"n\":" + other + "}"));
    }

    private static String hash(String json) throws JsonProcessingException {
        return BaselineHash.of((ObjectNode) Json.MAPPER.readTree(json), "image,sha256\n");
    }
}
