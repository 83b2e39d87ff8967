package io.cachex.examples.drill.orders;

import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** As it is written by hand: a queue in memory and a thread, which tries three times, logs, and goes on with the next. */
final class HandmadeWriter implements OrderWriter {

    private static final Logger LOG = LoggerFactory.getLogger(HandmadeWriter.class);
    private static final int TRIES = 3;

    private final OrderTables tables;
    private final BlockingQueue<Order> queue = new LinkedBlockingQueue<>();
    private final AtomicInteger waiting = new AtomicInteger();
    private final CountDownLatch end = new CountDownLatch(1);
    private final Thread worker = new Thread(this::run, "orders");

    HandmadeWriter(OrderTables tables) {
        this.tables = tables;
        worker.setDaemon(true);
        worker.start();
    }

    @Override
    public void accept(Order order) {
        waiting.incrementAndGet();
        queue.add(order);
    }

    private void run() {
        try {
            while (end.getCount() > 0) {
                Order order = queue.poll(100, TimeUnit.MILLISECONDS);
                if (order != null) {
                    write(order);
                    waiting.decrementAndGet();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void write(Order order) throws InterruptedException {
        for (int tried = 1; tried <= TRIES; tried++) {
            try {
                tables.write(List.of(order));
                return;
            } catch (SQLException e) {
                LOG.warn("order {} was not written: {}", order.number(), e.getMessage());
                if (tried < TRIES && end.await(100, TimeUnit.MILLISECONDS)) {
                    return;
                }
            }
        }
    }

    @Override
    public void drain() throws InterruptedException {
        while (waiting.get() > 0 && !end.await(20, TimeUnit.MILLISECONDS)) {
            // not yet
        }
    }

    @Override
    public List<Long> parked() {
        return List.of(); // the log has them, as far as it goes
    }

    @Override
    public void close() {
        end.countDown();
    }
}
