package io.cachex.resilience.service;

import io.cachex.spi.TimeSource;
import java.util.concurrent.Callable;
import org.apache.commons.pool2.BasePooledObjectFactory;
import org.apache.commons.pool2.PooledObject;
import org.apache.commons.pool2.impl.DefaultPooledObject;

/** Makes and closes a pool's objects. */
final class PooledFactory<T> extends BasePooledObjectFactory<Pooled<T>> {

    private final Callable<T> open;
    private final TimeSource time;

    PooledFactory(Callable<T> open, TimeSource time) {
        this.open = open;
        this.time = time;
    }

    @Override
    public Pooled<T> create() throws Exception {
        T made = open.call();
        if (made == null) {
            throw new NullPointerException("the code that opens a pool's objects returned null");
        }
        return new Pooled<>(made, time.nanos());
    }

    @Override
    public PooledObject<Pooled<T>> wrap(Pooled<T> object) {
        return new DefaultPooledObject<>(object);
    }

    @Override
    public void passivateObject(PooledObject<Pooled<T>> object) {
        object.getObject().cameBack(time.nanos());
    }

    @Override
    public void destroyObject(PooledObject<Pooled<T>> object) throws Exception {
        if (object.getObject().value() instanceof AutoCloseable closeable) {
            closeable.close();
        }
    }
}
