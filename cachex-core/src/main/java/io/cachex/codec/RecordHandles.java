package io.cachex.codec;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Constructor;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A record's accessors and its canonical constructor, at nearly the price of direct calls. */
final class RecordHandles {

    private final String name;
    private final MethodHandle constructor; // (Object[])Object
    private final MethodHandle[] accessors; // (Object)Object

    private RecordHandles(String name, MethodHandle constructor, MethodHandle[] accessors) {
        this.name = name;
        this.constructor = constructor;
        this.accessors = accessors;
    }

    /**
     * The handles of a record.
     *
     * @throws IllegalArgumentException if the record is not accessible
     */
    static RecordHandles of(Class<?> type) {
        RecordComponent[] components = type.getRecordComponents();
        Class<?>[] types =
                Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
        try {
            MethodHandle[] accessors = new MethodHandle[components.length];
            for (int i = 0; i < components.length; i++) {
                accessors[i] = accessor(components[i].getAccessor());
            }
            return new RecordHandles(type.getName(), constructor(type.getDeclaredConstructor(types)), accessors);
        } catch (ReflectiveOperationException | InaccessibleObjectException denied) {
            throw new IllegalArgumentException(
                    "record " + type.getName() + " must be accessible: open its package to io.cachex", denied);
        }
    }

    @Nullable
    Object component(int index, Object instance) {
        try {
            return (@Nullable Object) accessors[index].invokeExact(instance);
        } catch (Throwable failure) {
            throw failed("an accessor", failure);
        }
    }

    Object create(@Nullable Object[] values) {
        try {
            return (Object) constructor.invokeExact(values);
        } catch (Throwable failure) {
            throw failed("the constructor", failure);
        }
    }

    private static MethodHandle accessor(Method method) throws IllegalAccessException {
        method.setAccessible(true);
        return MethodHandles.lookup().unreflect(method).asType(MethodType.methodType(Object.class, Object.class));
    }

    private static MethodHandle constructor(Constructor<?> constructor) throws IllegalAccessException {
        constructor.setAccessible(true);
        MethodHandle handle = MethodHandles.lookup().unreflectConstructor(constructor);
        return handle.asSpreader(Object[].class, constructor.getParameterCount())
                .asType(MethodType.methodType(Object.class, Object[].class));
    }

    /** The record's own code threw: its Errors go through, all else is a refusal. */
    private CodecException failed(String what, Throwable failure) {
        if (failure instanceof Error error) {
            throw error;
        }
        return new CodecException(what + " of " + name + " failed", failure);
    }
}
