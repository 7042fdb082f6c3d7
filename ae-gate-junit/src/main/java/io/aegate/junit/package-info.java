/** AssertJ assertions on what ae-gate measured. */
@NullMarked
package io.aegate.junit;

import org.jspecify.annotations.NullMarked;
