/** Budgets and their judgement: a pure function of measurements. */
@NullMarked
package io.aegate.gate;

import org.jspecify.annotations.NullMarked;
