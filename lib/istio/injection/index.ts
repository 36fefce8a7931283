import type { IstioProps } from '../props';
export const injectorConfig = (_: IstioProps) => '{}';
export const injectorValues = (_: IstioProps) => '{}';
