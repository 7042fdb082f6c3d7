package io.aegate.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Lets a budget of the {@link AeQuality} beside it be missed until a date: the violation is reported, and fails nothing.
 *
 * <pre>{@code
 * @AeQuality(references = "eval/images", checkpoint = "models/vae.pt", budgets = {"psnr >= 31.5", "p05(psnr) >= 24"})
 * @AeWaiver(budget = "p05(psnr) >= 24", until = "2026-12-31", reason = "night scenes, see issue 12")
 * class VaeQualityTest {}
 * }</pre>
 *
 * <p>From the day after on, by the calendar in UTC, the budget counts again. A waiver that matches no budget of the
 * {@code AeQuality} beside it, or that has none beside it, fails the class or method. What was not measured is never waived.
 */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Inherited
@Repeatable(AeWaiver.List.class)
public @interface AeWaiver {

    /** The budget, as the annotation beside this one writes it; spaces and words for signs do not matter. */
    String budget();

    /** The last day on which it may be missed, such as {@code 2026-12-31}. */
    String until();

    /** Why, for whoever reads the report. */
    String reason();

    /** Several waivers. */
    @Target({ElementType.TYPE, ElementType.METHOD})
    @Retention(RetentionPolicy.RUNTIME)
    @Documented
    @Inherited
    @interface List {
        AeWaiver[] value();
    }
}
