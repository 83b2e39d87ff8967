package io.cachex.examples.drill.orders;

/**
 * An order at one moment of its life.
 *
 * @param id which order; each changes many times
 * @param number of all changes in the act: of two of one order, the later has the greater one
 * @param amount what it is worth; below zero for those that the database refuses for ever
 */
public record Order(String id, long number, int amount) {

    private static final int ORDERS = 200;
    private static final int ONE_IS_REFUSED_OF = 250;

    /** The change of this number. The same at each call. */
    static Order of(long number) {
        boolean refused = number % ONE_IS_REFUSED_OF == ONE_IS_REFUSED_OF - 1;
        return new Order("order:" + number * 7919 % ORDERS, number, refused ? -1 : (int) (number % 1_000));
    }
}
