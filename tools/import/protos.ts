import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import {
  CodeGeneratorRequestSchema,
  CodeGeneratorResponseSchema,
  type FileDescriptorSet,
  FileDescriptorSetSchema,
} from '@bufbuild/protobuf/wkt';

/** Writes types, JSON types and descriptors of every file but Google's well-known types, which come with the runtime. */
export function writeProtoTypes({ file }: FileDescriptorSet, folder: string): void {
  const request = create(CodeGeneratorRequestSchema, {
    protoFile: file,
    fileToGenerate: file.map(({ name }) => name).filter((name) => !name.startsWith('google/protobuf/')),
    parameter: 'target=ts,json_types=true',
  });
  const plugin = join(__dirname, '../../node_modules/.bin/protoc-gen-es');
  const response = fromBinary(
    CodeGeneratorResponseSchema,
    execFileSync(plugin, { input: toBinary(CodeGeneratorRequestSchema, request), maxBuffer: 1 << 26 }),
  );
  if (response.error !== '') throw new Error(response.error);
  for (const { name, content } of response.file) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
}

/** `protos` and what they import, compiled with their comments; `roots` are the folders of .proto files. */
export const compileProtos = (protos: readonly string[], roots: readonly string[]): FileDescriptorSet =>
  fromBinary(
    FileDescriptorSetSchema,
    execFileSync('go', ['run', '.', '-I', roots.join(','), ...protos], {
      cwd: join(__dirname, 'descriptors'),
      env: { ...process.env, GOWORK: 'off', GOFLAGS: '-mod=readonly' },
      stdio: ['ignore', 'pipe', 'inherit'],
      maxBuffer: 1 << 26,
    }),
  );
