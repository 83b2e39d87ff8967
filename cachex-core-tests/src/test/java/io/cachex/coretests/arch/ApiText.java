package io.cachex.coretests.arch;

import java.lang.reflect.AnnotatedType;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What users can see of a type, as lines of text: its head, then its members in alphabetical order. {@code ?} behind a type
 * says that it may be null; {@code public} and {@code java.lang.} are left out.
 */
final class ApiText {

    /** Every type has them. */
    private static final Set<String> OF_ALL = Set.of("equals", "hashCode", "toString");

    private ApiText() {}

    /** Public or protected, and so is everything around it. */
    static boolean isExported(Class<?> type) {
        for (Class<?> at = type; at != null; at = at.getEnclosingClass()) {
            boolean visible = Modifier.isPublic(at.getModifiers()) || Modifier.isProtected(at.getModifiers());
            if (!visible || at.isAnonymousClass() || at.isLocalClass()) {
                return false;
            }
        }
        return true;
    }

    static List<String> of(Class<?> type) {
        Set<String> members = new TreeSet<>();
        for (Constructor<?> constructor : type.getDeclaredConstructors()) {
            if (isVisible(constructor.getModifiers(), type) && !constructor.isSynthetic()) {
                members.add("  new" + parameters(constructor));
            }
        }
        addMembers(members, type, type);
        hiddenParents(type).forEach(parent -> addMembers(members, parent, type));
        List<String> lines = new ArrayList<>();
        lines.add(head(type));
        lines.addAll(members);
        return lines;
    }

    /** What these declare in public is the type's own to those who see it. */
    private static Set<Class<?>> hiddenParents(Class<?> type) {
        Set<Class<?>> hidden = new LinkedHashSet<>();
        Stream.concat(Stream.ofNullable(type.getSuperclass()), Arrays.stream(type.getInterfaces()))
                .filter(parent -> parent.getName().startsWith("io.cachex.") && !isExported(parent))
                .forEach(parent -> {
                    hidden.add(parent);
                    hidden.addAll(hiddenParents(parent));
                });
        return hidden;
    }

    private static void addMembers(Set<String> members, Class<?> from, Class<?> type) {
        for (Field field : from.getDeclaredFields()) {
            if (isVisible(field.getModifiers(), type) && !field.isSynthetic()) {
                members.add("  " + modifiers(field.getModifiers() & ~Modifier.FINAL)
                        + name(field.getAnnotatedType(), field.getGenericType()) + ' ' + field.getName());
            }
        }
        for (Method method : from.getDeclaredMethods()) {
            boolean isOfAHiddenInterface =
                    from != type && from.isInterface() && Modifier.isStatic(method.getModifiers());
            if (isVisible(method.getModifiers(), type)
                    && !method.isSynthetic()
                    && !isOfAHiddenInterface
                    && !OF_ALL.contains(method.getName())) {
                members.add("  " + modifiers(method, type)
                        + variables(method.getTypeParameters())
                        + name(method.getAnnotatedReturnType(), method.getGenericReturnType())
                        + ' ' + method.getName() + parameters(method));
            }
        }
    }

    /** Nobody extends a final class, so that what is protected in it is hidden. */
    private static boolean isVisible(int modifiers, Class<?> type) {
        return Modifier.isPublic(modifiers)
                || Modifier.isProtected(modifiers) && !Modifier.isFinal(type.getModifiers());
    }

    private static String head(Class<?> type) {
        StringBuilder head = new StringBuilder();
        head.append(type.isAnnotationPresent(Deprecated.class) ? "deprecated " : "");
        head.append(type.isSealed() ? "sealed " : "");
        boolean isPlainClass = !type.isInterface() && !type.isEnum() && !type.isRecord();
        head.append(modifiers(type.getModifiers() & (isPlainClass ? ~0 : Modifier.PROTECTED)));
        head.append(kind(type)).append(' ').append(type.getName());
        head.append(variables(type.getTypeParameters()).strip());
        Class<?> parent = type.getSuperclass();
        if (parent != null
                && isExported(parent)
                && !Set.of(Object.class, Record.class, Enum.class).contains(parent)) {
            head.append(" extends ")
                    .append(shortened(type.getGenericSuperclass().getTypeName()));
        }
        String interfaces = Stream.concat(Stream.of(type), hiddenParents(type).stream())
                .flatMap(from -> Stream.iterate(0, i -> i < from.getInterfaces().length, i -> i + 1)
                        .filter(i -> isExported(from.getInterfaces()[i]))
                        .map(i -> from.getGenericInterfaces()[i].getTypeName()))
                .distinct()
                .sorted()
                .collect(Collectors.joining(", "));
        return shortened(head + (interfaces.isEmpty() ? "" : " is " + interfaces));
    }

    private static String kind(Class<?> type) {
        if (type.isAnnotation()) {
            return "annotation";
        }
        return type.isInterface() ? "interface" : type.isEnum() ? "enum" : type.isRecord() ? "record" : "class";
    }

    private static String modifiers(Method method, Class<?> type) {
        int modifiers = method.getModifiers();
        if (Modifier.isFinal(type.getModifiers())) {
            modifiers &= ~Modifier.FINAL;
        }
        if (type.isInterface()) {
            modifiers &= ~Modifier.ABSTRACT;
        }
        return (method.isAnnotationPresent(Deprecated.class) ? "deprecated " : "")
                + (method.isDefault() ? "default " : "")
                + modifiers(modifiers);
    }

    /** Those that matter to who uses it. */
    private static String modifiers(int modifiers) {
        int shown = Modifier.PROTECTED | Modifier.STATIC | Modifier.ABSTRACT | Modifier.FINAL;
        String text = Modifier.toString(modifiers & shown);
        return text.isEmpty() ? "" : text + ' ';
    }

    private static String variables(TypeVariable<?>[] variables) {
        if (variables.length == 0) {
            return "";
        }
        return Arrays.stream(variables)
                .map(variable -> variable.getName() + bounds(variable))
                .collect(Collectors.joining(", ", "<", "> "));
    }

    private static String bounds(TypeVariable<?> variable) {
        String bounds = Arrays.stream(variable.getBounds())
                .filter(bound -> bound != Object.class)
                .map(bound -> shortened(bound.getTypeName()))
                .collect(Collectors.joining(" & "));
        return bounds.isEmpty() ? "" : " extends " + bounds;
    }

    private static String parameters(Executable executable) {
        AnnotatedType[] annotated = executable.getAnnotatedParameterTypes();
        Type[] types = executable.getGenericParameterTypes();
        boolean matching = annotated.length == types.length;
        List<String> names = new ArrayList<>();
        for (int i = 0; i < types.length; i++) {
            names.add(matching ? name(annotated[i], types[i]) : shortened(types[i].getTypeName()));
        }
        if (executable.isVarArgs()) {
            names.set(types.length - 1, names.get(types.length - 1).replaceFirst("\\[]$", "..."));
        }
        String thrown = Arrays.stream(executable.getGenericExceptionTypes())
                .map(type -> shortened(type.getTypeName()))
                .sorted()
                .collect(Collectors.joining(", "));
        return '(' + String.join(", ", names) + ')' + (thrown.isEmpty() ? "" : " throws " + thrown);
    }

    private static String name(AnnotatedType annotated, Type type) {
        return shortened(type.getTypeName()) + (annotated.isAnnotationPresent(Nullable.class) ? "?" : "");
    }

    private static String shortened(String names) {
        return names.replaceAll("\\bjava\\.lang\\.(?=[A-Z])", "");
    }
}
