export async function measureMicro() { return [] }
