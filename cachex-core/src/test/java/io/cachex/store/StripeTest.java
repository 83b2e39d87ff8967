package io.cachex.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class StripeTest {

    private final Stripe stripe = new Stripe(new Budget(1_000));

    @Test
    void aCountIsTheCallersOwnAlsoIfOthersCountOnBeforeItIsRead() {
        Entry first = Entry.counter("key", 5, 100, 0);
        Entry second = Entry.counter("key", 2, 100, 1);

        assertThat(stripe.add(first, 0)).isEqualTo(Stripe.WRITTEN);
        assertThat(stripe.add(second, 0)).isEqualTo(Stripe.WRITTEN);

        assertThat(first.number).isEqualTo(5);
        assertThat(second.number).isEqualTo(7);
    }

    @Test
    void aWriteWithoutRoomAnswersWhatIsMissingAndChangesNothing() {
        assertThat(stripe.write(Entry.value("a", new byte[500], 7, 100, 0), Stripe.ANY_VERSION, 0))
                .isEqualTo(Stripe.WRITTEN);
        long used = Entry.OVERHEAD + 501;

        Entry tooMuch = Entry.value("b", new byte[500], 1, 100, 1);
        assertThat(stripe.write(tooMuch, Stripe.ANY_VERSION, 0)).isEqualTo(2 * used - 1_000);
        Entry replacing = Entry.value("a", new byte[900], 1, 100, 2);
        assertThat(stripe.write(replacing, Stripe.ANY_VERSION, 0)).isEqualTo(Entry.OVERHEAD + 901 - 1_000);

        assertThat(stripe.size()).isEqualTo(1);
        assertThat(stripe.read("a", 0, 3).version()).isEqualTo(7);
        assertThat(stripe.evictOldest()).isEqualTo(used);
        assertThat(stripe.evictOldest()).isZero();
    }

    @Test
    void aWriteThatComesAfterTheClosingIsRefused() {
        stripe.write(Entry.value("key", new byte[1], 1, 100, 0), Stripe.ANY_VERSION, 0);
        stripe.close();

        assertThat(stripe.size()).isZero();
        assertThatThrownBy(() -> stripe.write(Entry.value("key", new byte[1], 1, 100, 1), Stripe.ANY_VERSION, 0))
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> stripe.add(Entry.counter("key", 1, 100, 1), 0))
                .isInstanceOf(IllegalStateException.class);
        assertThat(stripe.size()).isZero();
    }
}
