export const scenarios: readonly { readonly name: string; readonly bound: number }[];
