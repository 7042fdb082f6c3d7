/**
 * Budgets of an image autoencoder as tests of the JUnit Platform, and AssertJ assertions on what was measured.
 *
 * <p>{@link io.aegate.junit.AeQuality} and {@link io.aegate.junit.AeAssertions} are the ways in; the engine and the extension behind
 * them are found by the platform.
 */
@NullMarked
package io.aegate.junit;

import org.jspecify.annotations.NullMarked;
