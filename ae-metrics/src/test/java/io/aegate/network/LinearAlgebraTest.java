package io.aegate.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class LinearAlgebraTest {

    private static final LinearAlgebra ALGEBRA = LinearAlgebra.on(Device.CPU);

    @AfterAll
    static void close() {
        ALGEBRA.close();
    }

    @Test
    void the_trace_of_the_root_of_diagonal_covariances_is_that_of_their_elements() {
        // Every third variance is 0, as those of a feature that never fires are.
        int width = 30;
        double[] first = new double[width * width];
        double[] second = new double[width * width];
        double[] full = new double[width * width];
        double deficient = 0;
        double regular = 0;
        for (int i = 0; i < width; i++) {
            first[i * (width + 1)] = i % 3 == 0 ? 0 : i;
            second[i * (width + 1)] = i % 3 == 1 ? 0 : 4.0 * i;
            full[i * (width + 1)] = 1 + i;
            deficient += i % 3 == 2 ? 2 * i : 0;
            regular += 1 + i;
        }

        assertThat(ALGEBRA.traceOfRoot(first, second, width)).isCloseTo(deficient, within(1e-6));
        assertThat(ALGEBRA.traceOfRoot(full, full, width)).isCloseTo(regular, within(1e-10));
    }

    @Test
    void the_root_of_nothing_is_nothing() {
        assertThat(ALGEBRA.traceOfRoot(new double[4], new double[4], 2)).isZero();
    }

    @Test
    void threads_share_it() {
        RowSource rows = numbered(1500, 3);
        double[] mean = ALGEBRA.mean(rows);
        List<double[]> covariances = IntStream.range(0, 6)
                .parallel()
                .mapToObj(i -> ALGEBRA.covariance(rows, mean))
                .toList();

        assertThat(mean).containsExactly(2248.5, 2249.5, 2250.5);
        assertThat(covariances)
                .allSatisfy(covariance -> assertThat(covariance).containsExactly(covariances.get(0), within(1e-6)));
    }

    @Test
    void more_rows_than_features_are_not_held_at_once() {
        RowSource rows = numbered(4, 3);

        assertThatThrownBy(() -> ALGEBRA.nuclearNorm(rows, new double[3], rows, new double[3]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("more rows than features: 4 of 3");
    }

    @Test
    void a_covariance_needs_two_rows() {
        assertThatThrownBy(() -> ALGEBRA.covariance(numbered(1, 3), new double[3]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("2 rows are needed, not 1");
    }

    @Test
    void it_is_opened_again_after_it_was_closed() {
        LinearAlgebra algebra = LinearAlgebra.on(Device.CPU);
        double[] mean = algebra.mean(numbered(2, 1));
        algebra.close();

        assertThat(algebra.mean(numbered(2, 1))).isEqualTo(mean);
        algebra.close();
    }

    private static RowSource numbered(int count, int width) {
        return new RowSource() {

            @Override
            public int count() {
                return count;
            }

            @Override
            public int width() {
                return width;
            }

            @Override
            public void read(int from, int rows, ByteBuffer target) {
                for (int i = from * width; i < (from + rows) * width; i++) {
                    target.putFloat(i);
                }
            }
        };
    }
}
