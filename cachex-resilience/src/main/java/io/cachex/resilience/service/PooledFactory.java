package io.cachex.resilience.service;

import io.cachex.spi.TimeSource;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
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

    /** @throws ExecutionException with what the user's code threw, which the pool could have thrown to say something else */
    @Override
    public Pooled<T> create() throws Exception {
        T made;
        try {
            made = open.call();
        } catch (RuntimeException e) {
            throw new ExecutionException(e);
        }
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
