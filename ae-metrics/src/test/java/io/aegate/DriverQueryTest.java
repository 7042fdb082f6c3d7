package io.aegate;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DriverQueryTest {

    @Test
    void a_device_that_is_named_is_not_asked_for() {
        assertThat(DriverQuery.resolve("cuda:3")).isEqualTo("cuda:3");
        assertThat(DriverQuery.resolve("Auto")).isIn("cpu", "cuda:0");
    }
}
