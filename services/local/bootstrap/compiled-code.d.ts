export declare const COMPILED_CODE: { readonly NODE_COMPILE_CACHE: string };
