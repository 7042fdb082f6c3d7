/** What is written for people and for tools. */
@NullMarked
package io.aegate.report;

import org.jspecify.annotations.NullMarked;
