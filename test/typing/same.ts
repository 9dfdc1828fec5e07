type Same<Left, Right> =
  (<Probe>() => Probe extends Left ? 1 : 2) extends <Probe>() => Probe extends Right ? 1 : 2 ? true : false;

/** Compiles only if the value has exactly this type: `is<number>()(value)`. It is never run. */
export declare function is<Expected>(): <Actual>(
  value: Actual,
  ...proof: Same<Expected, Actual> extends true ? [] : [expected: Expected]
) => void;

/** Compiles only if the two types are the same: `same<Left, Right>()`. It is never run. */
export declare function same<Left, Right>(...proof: Same<Left, Right> extends true ? [] : [left: Left]): void;
